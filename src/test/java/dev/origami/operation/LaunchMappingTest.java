package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.ManifestId;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.EncryptionWish;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.instance.EphemeralDisk;
import dev.origami.instance.InstanceTypes;
import dev.origami.operation.LaunchMapping.LaunchVolume;
import dev.origami.operation.LaunchMapping.SnapshotSource;
import dev.origami.operation.LaunchRequest.EbsWish;
import dev.origami.operation.LaunchRequest.MappingWish;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the merge of block device mappings (source section 3.2), as a row of a table. */
class LaunchMappingTest {
    private static final AccountId OWNER = new AccountId("111111111111");
    private static final Region REGION = new Region("eu-west-1");
    private static final Instant NOW = Instant.parse("2026-01-31T09:14:22Z");
    private static final SnapshotId ROOT = new SnapshotId("snap-00000000000000001");
    private static final SnapshotId DATA = new SnapshotId("snap-00000000000000002");
    private static final SnapshotId OTHER = new SnapshotId("snap-00000000000000003");

    /** A root of 8 GiB, data of 20 GiB of io1, a blank disk, and the first disk of the instance store. */
    private static final List<BlockDeviceMapping> IMAGE = List.of(
            new BlockDeviceMapping.Ebs("/dev/xvda", ROOT, EbsSettings.of(8, VolumeType.GP2, null, null), true, false),
            new BlockDeviceMapping.Ebs("/dev/sdf", DATA, EbsSettings.of(20, VolumeType.IO1, 500, null), true, false),
            new BlockDeviceMapping.Ephemeral("/dev/sdb", "ephemeral0"));

    static Stream<Arguments> merged() {
        return Stream.of(
                row("nothing said", List.of(), "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del"),
                row(
                        "root grows",
                        List.of(ebs("/dev/xvda", null, 12, null, null)),
                        "/dev/sdf 20 io1/500 snap2 del; /dev/xvda 12 gp2 snap1 del"),
                row(
                        "root stays after termination",
                        List.of(new MappingWish(
                                "/dev/xvda",
                                false,
                                null,
                                new EbsWish(null, null, null, null, null, false, EncryptionWish.NONE, null))),
                        "/dev/sdf 20 io1/500 snap2 del; /dev/xvda 8 gp2 snap1 keep"),
                row(
                        "root of another type",
                        List.of(ebs("/dev/xvda", null, null, VolumeType.GP3, null)),
                        "/dev/sdf 20 io1/500 snap2 del; /dev/xvda 8 gp3/3000 snap1 del"),
                row(
                        "the root's own snapshot may be said",
                        List.of(ebs("/dev/xvda", ROOT, null, null, null)),
                        "/dev/sdf 20 io1/500 snap2 del; /dev/xvda 8 gp2 snap1 del"),
                row("NoDevice drops", List.of(none("/dev/sdf")), "/dev/xvda 8 gp2 snap1 del"),
                row(
                        "NoDevice of nothing is nothing",
                        List.of(none("/dev/sdz")),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del"),
                row(
                        "performance of another type is dropped",
                        List.of(ebs("/dev/sdf", null, null, VolumeType.GP2, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 gp2 snap2 del"),
                row(
                        "performance of the same type stays",
                        List.of(ebs("/dev/sdf", null, 30, null, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 30 io1/500 snap2 del"),
                row(
                        "another snapshot brings its size",
                        List.of(ebs("/dev/sdf", OTHER, null, VolumeType.GP2, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 40 gp2 snap3 del"),
                row(
                        "a name that is nearly the root's is another disk",
                        List.of(ebs("/dev/sda1", null, 5, null, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del; /dev/sda1 5 gp2 empty keep"),
                row(
                        "names are compared as they are written",
                        List.of(ebs("sdf", null, 5, null, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del; sdf 5 gp2 empty keep"),
                row(
                        "a volume over a disk of the instance store",
                        List.of(ebs("/dev/sdb", null, 5, null, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del; /dev/sdb 5 gp2 empty keep"),
                row(
                        "a disk of the instance store over a volume",
                        List.of(virtual("/dev/sdf", "ephemeral1")),
                        "/dev/xvda 8 gp2 snap1 del"),
                row(
                        "a device with nothing said stays",
                        List.of(new MappingWish("/dev/sdf", false, null, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del"),
                row(
                        "a new volume of a snapshot",
                        List.of(ebs("/dev/sdg", OTHER, 50, null, null)),
                        "/dev/xvda 8 gp2 snap1 del; /dev/sdf 20 io1/500 snap2 del; /dev/sdg 50 gp2 snap3 keep"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("merged")
    void merges(String rule, List<MappingWish> wishes, String expected) {
        assertThat(merge("t3.micro", wishes).volumes().stream()
                        .map(LaunchMappingTest::words)
                        .toList())
                .containsExactlyInAnyOrder(expected.split("; "));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("root cannot be left out", List.of(none("/dev/xvda")), ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "root cannot be of the instance store",
                        List.of(virtual("/dev/xvda", "ephemeral0")),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "root keeps its snapshot",
                        List.of(ebs("/dev/xvda", OTHER, null, null, null)),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "root cannot be smaller",
                        List.of(ebs("/dev/xvda", null, 5, null, null)),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "root cannot be st1",
                        List.of(ebs("/dev/xvda", null, 500, VolumeType.ST1, null)),
                        ErrorCode.INVALID_PARAMETER_VALUE),
                row(
                        "a device is named once",
                        List.of(none("/dev/sdf"), none("/dev/sdf")),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "smaller than its new snapshot",
                        List.of(ebs("/dev/sdg", OTHER, 39, null, null)),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "neither size nor snapshot",
                        List.of(ebs("/dev/sdg", null, null, null, null)),
                        ErrorCode.MISSING_PARAMETER),
                row(
                        "nothing said of a new device",
                        List.of(new MappingWish("/dev/sdg", false, null, null)),
                        ErrorCode.MISSING_PARAMETER),
                row(
                        "both kinds at once",
                        List.of(new MappingWish("/dev/sdg", false, "ephemeral0", size(5))),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "no such virtual name",
                        List.of(virtual("/dev/sdg", "ephemeral24")),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "no device name",
                        List.of(ebs("/dev/nvme0", null, 5, null, null)),
                        ErrorCode.INVALID_BLOCK_DEVICE_MAPPING),
                row(
                        "iops of a type without",
                        List.of(ebs("/dev/sdg", null, 5, VolumeType.GP2, 500)),
                        ErrorCode.INVALID_PARAMETER_COMBINATION));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String rule, List<MappingWish> wishes, ErrorCode code) {
        assertThatThrownBy(() -> merge("t3.micro", wishes))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    static Stream<Arguments> ephemeral() {
        return Stream.of(
                row("a type without disks has none", "t3.micro", List.of(), List.of()),
                row("the image's first disk", "c3.large", List.of(), List.of(new EphemeralDisk("/dev/sdb", 0))),
                row(
                        "beyond what the type has is nothing",
                        "c3.large",
                        List.of(virtual("/dev/sdc", "ephemeral2")),
                        List.of(new EphemeralDisk("/dev/sdb", 0))),
                row("m3 has none that is not repeated", "m3.large", List.of(), List.of()),
                row(
                        "m3 has one that is repeated",
                        "m3.large",
                        List.of(virtual("/dev/sdb", "ephemeral0")),
                        List.of(new EphemeralDisk("/dev/sdb", 0))),
                row("dropped by NoDevice", "c3.large", List.of(none("/dev/sdb")), List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ephemeral")
    void mapsTheInstanceStore(String rule, String type, List<MappingWish> wishes, List<EphemeralDisk> expected) {
        assertThat(merge(type, wishes).ephemeralDisks()).isEqualTo(expected);
    }

    private static Arguments row(Object... cells) {
        return Arguments.of(cells);
    }

    private static MappingWish none(String device) {
        return new MappingWish(device, true, null, null);
    }

    private static MappingWish virtual(String device, String name) {
        return new MappingWish(device, false, name, null);
    }

    private static EbsWish size(int sizeGiB) {
        return new EbsWish(null, sizeGiB, null, null, null, null, EncryptionWish.NONE, null);
    }

    private static MappingWish ebs(
            String device,
            @Nullable SnapshotId snapshot,
            @Nullable Integer sizeGiB,
            @Nullable VolumeType type,
            @Nullable Integer iops) {
        return new MappingWish(
                device, false, null, new EbsWish(snapshot, sizeGiB, type, iops, null, null, EncryptionWish.NONE, null));
    }

    private static LaunchMapping merge(String type, List<MappingWish> wishes) {
        ImageSettings settings =
                new ImageSettings("x86_64", "hvm", "/dev/xvda", null, null, true, null, null, null, null, null);
        Image image = new Image(
                ImageId.create(),
                OWNER,
                REGION,
                "image",
                null,
                new ImageState.Available(),
                NOW,
                settings,
                IMAGE,
                ImageSource.NONE,
                false);
        return LaunchMapping.merge(image, InstanceTypes.of(type), wishes, new SnapshotSource() {
            @Override
            public Snapshot ofImage(SnapshotId id) {
                return snapshot(id);
            }

            @Override
            public Snapshot ofCaller(SnapshotId id) {
                return snapshot(id);
            }
        });
    }

    private static Snapshot snapshot(SnapshotId id) {
        int sizeGiB = id.equals(ROOT) ? 8 : id.equals(DATA) ? 20 : 40;
        return new Snapshot(
                id,
                OWNER,
                REGION,
                null,
                sizeGiB,
                new SnapshotState.Completed(new ManifestId("ab".repeat(32)), NOW),
                NOW,
                "",
                null,
                null,
                null);
    }

    private static String words(LaunchVolume volume) {
        EbsSettings settings = volume.settings();
        Snapshot snapshot = volume.snapshot();
        String source = snapshot == null
                ? "empty"
                : "snap" + snapshot.id().value().charAt(snapshot.id().value().length() - 1);
        return volume.device() + " " + settings.sizeGiB() + " "
                + settings.type().wire()
                + (settings.iops() == null ? "" : "/" + settings.iops()) + " " + source + " "
                + (volume.deleteOnTermination() ? "del" : "keep");
    }
}
