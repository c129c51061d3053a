package dev.origami.operation;

import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.EncryptionWish;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.BlockDeviceMapping.Ebs;
import dev.origami.image.BlockDeviceMapping.Ephemeral;
import dev.origami.image.Image;
import dev.origami.instance.EphemeralDisk;
import dev.origami.instance.InstanceType;
import dev.origami.operation.LaunchRequest.EbsWish;
import dev.origami.operation.LaunchRequest.MappingWish;
import dev.origami.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The disks of a launch: the image's block device mapping with what the launch says laid over it, device name by device
 * name, which are compared as they are written (source section 3.2).
 *
 * @param volumes the root is one of them
 */
public record LaunchMapping(List<LaunchVolume> volumes, List<EphemeralDisk> ephemeralDisks) {
    private static final Pattern DEVICE = Pattern.compile("(/dev/)?((sd|hd|xvd)[a-z]{1,2}[0-9]{0,2})");
    private static final Pattern EPHEMERAL = Pattern.compile("ephemeral(\\d{1,2})");
    private static final int EPHEMERAL_MAX = 23;
    private static final EbsWish NOTHING_SAID =
            new EbsWish(null, null, null, null, null, null, EncryptionWish.NONE, null);
    /** Types of this family have no disk of an image's mapping unless the launch repeats it. */
    private static final String IGNORES_EPHEMERAL_OF_IMAGES = "m3";

    public LaunchMapping {
        volumes = List.copyOf(volumes);
        ephemeralDisks = List.copyOf(ephemeralDisks);
    }

    /**
     * A volume that a launch makes.
     *
     * @param snapshot what it is made from; null when it begins empty
     * @param encryption what is said of it, by the launch or by the image
     */
    public record LaunchVolume(
            String device,
            @Nullable Snapshot snapshot,
            EbsSettings settings,
            boolean deleteOnTermination,
            EncryptionWish encryption) {}

    /** Knows snapshots. */
    public interface SnapshotSource {
        /** One that the image names: who may launch the image may use it. */
        Snapshot ofImage(SnapshotId id);

        /** One that the launch names: the caller must be allowed to use it. */
        Snapshot ofCaller(SnapshotId id);
    }

    /**
     * Merges.
     *
     * @throws ApiException {@code InvalidBlockDeviceMapping}, {@code MissingParameter}, {@code InvalidParameterValue},
     *     {@code InvalidParameterCombination}, {@code InvalidSnapshot.NotFound}
     */
    public static LaunchMapping merge(
            Image image, InstanceType type, List<MappingWish> wishes, SnapshotSource snapshots) {
        return new Merge(image, type, snapshots).with(wishes);
    }

    private static final class Merge {
        private final String root;
        private final InstanceType type;
        private final SnapshotSource snapshots;
        private final Map<String, BlockDeviceMapping> ofImage = new LinkedHashMap<>();
        private final Map<String, LaunchVolume> volumes = new LinkedHashMap<>();
        private final List<EphemeralDisk> ephemeralDisks = new ArrayList<>();

        Merge(Image image, InstanceType type, SnapshotSource snapshots) {
            this.root = image.settings().rootDeviceName();
            this.type = type;
            this.snapshots = snapshots;
            image.mappings().forEach(mapping -> ofImage.put(mapping.deviceName(), mapping));
        }

        LaunchMapping with(List<MappingWish> wishes) {
            Map<String, MappingWish> byDevice = new LinkedHashMap<>();
            for (MappingWish wish : wishes) {
                requireForm(wish);
                if (byDevice.put(wish.device(), wish) != null) {
                    throw invalid("The device '" + wish.device() + "' is used in more than one block-device mapping");
                }
            }
            for (BlockDeviceMapping mapping : ofImage.values()) {
                MappingWish wish = byDevice.get(mapping.deviceName());
                if (wish == null) {
                    asInImage(mapping);
                }
            }
            byDevice.values().forEach(this::asWished);
            if (!volumes.containsKey(root)) {
                throw invalid("The image has no volume at its root device " + root);
            }
            requireEphemeralOnce();
            return new LaunchMapping(List.copyOf(volumes.values()), ephemeralDisks);
        }

        private void asInImage(BlockDeviceMapping mapping) {
            switch (mapping) {
                case Ebs ebs -> volumes.put(ebs.deviceName(), volume(ebs.deviceName(), ebs, NOTHING_SAID));
                case Ephemeral ephemeral -> {
                    if (!type.family().equals(IGNORES_EPHEMERAL_OF_IMAGES)) {
                        ephemeral(ephemeral.deviceName(), ephemeral.virtualName());
                    }
                }
                case BlockDeviceMapping.NoDevice _ -> {}
            }
        }

        private void asWished(MappingWish wish) {
            BlockDeviceMapping before = ofImage.get(wish.device());
            boolean isRoot = wish.device().equals(root);
            if (isRoot && (wish.noDevice() || wish.virtualName() != null)) {
                throw invalid("The root device " + root + " must be an EBS volume and cannot be left out");
            }
            if (wish.noDevice()) {
                return;
            }
            String virtualName = wish.virtualName();
            if (virtualName != null) {
                ephemeral(wish.device(), virtualName);
                return;
            }
            EbsWish said = wish.ebs();
            if (said != null) {
                volumes.put(wish.device(), volume(wish.device(), before instanceof Ebs ebs ? ebs : null, said));
            } else if (before != null) {
                // The device is named and nothing is said of it: it stays as it is.
                asInImage(before);
            } else {
                throw ApiException.missing("size or snapshotId");
            }
        }

        private LaunchVolume volume(String device, @Nullable Ebs before, EbsWish said) {
            Snapshot snapshot = snapshot(device, before, said.snapshot());
            boolean sameSource = before != null
                    && (said.snapshot() == null || said.snapshot().equals(before.snapshot()));
            VolumeType volumeType = said.type() != null
                    ? said.type()
                    : before != null ? before.settings().type() : VolumeType.DEFAULT;
            if (device.equals(root) && !volumeType.canBoot()) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "The " + volumeType.wire() + " volume type cannot be used for boot volumes."
                                + " Please use a supported boot volume type and try again.");
            }
            // Performance that was set for one type means nothing for another.
            EbsSettings usual = before != null && before.settings().type() == volumeType ? before.settings() : null;
            EbsSettings settings = EbsSettings.of(
                    size(before, sameSource, said.sizeGiB(), snapshot),
                    volumeType,
                    said.iops() != null || usual == null ? said.iops() : usual.iops(),
                    said.throughput() != null || usual == null ? said.throughput() : usual.throughput());
            boolean deleteOnTermination = said.deleteOnTermination() != null
                    ? said.deleteOnTermination()
                    : before != null ? before.deleteOnTermination() : device.equals(root);
            return new LaunchVolume(
                    device, snapshot, settings, deleteOnTermination, encryption(before, snapshot, said.encryption()));
        }

        /** An image says of its empty volumes only whether they are encrypted. */
        private static EncryptionWish encryption(
                @Nullable Ebs before, @Nullable Snapshot snapshot, EncryptionWish said) {
            boolean ofImage = before != null && before.snapshot() == null && snapshot == null && before.encrypted();
            return ofImage && said.encrypted() == null ? new EncryptionWish(true, null) : said;
        }

        private @Nullable Snapshot snapshot(String device, @Nullable Ebs before, @Nullable SnapshotId said) {
            SnapshotId ofImage = before == null ? null : before.snapshot();
            if (said == null || said.equals(ofImage)) {
                return ofImage == null ? null : snapshots.ofImage(ofImage);
            }
            if (device.equals(root)) {
                throw invalid("snapshotId cannot be modified on root device");
            }
            return snapshots.ofCaller(said);
        }

        private static int size(
                @Nullable Ebs before, boolean sameSource, @Nullable Integer said, @Nullable Snapshot snapshot) {
            Integer size = said;
            if (size == null && before != null && sameSource) {
                size = before.settings().sizeGiB();
            }
            if (size == null && snapshot != null) {
                size = snapshot.sizeGiB();
            }
            if (size == null) {
                throw ApiException.missing("size or snapshotId");
            }
            if (snapshot != null && size < snapshot.sizeGiB()) {
                throw invalid("Volume of size " + size + "GB is smaller than snapshot '" + snapshot.id()
                        + "', expect size >= " + snapshot.sizeGiB() + "GB");
            }
            return size;
        }

        /** A disk beyond what the type has is left out without a word, as EC2 does. */
        private void ephemeral(String device, String virtualName) {
            Matcher matcher = EPHEMERAL.matcher(virtualName);
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > EPHEMERAL_MAX) {
                throw invalid("The virtual name '" + virtualName + "' is not one of ephemeral0 to ephemeral23");
            }
            int number = Integer.parseInt(matcher.group(1));
            if (number < type.ephemeralDisks()) {
                ephemeralDisks.add(new EphemeralDisk(device, number));
            }
        }

        private void requireEphemeralOnce() {
            Set<Integer> numbers = new HashSet<>();
            for (EphemeralDisk disk : ephemeralDisks) {
                if (!numbers.add(disk.number())) {
                    throw invalid("The virtual name '" + disk.virtualName() + "' is mapped more than once");
                }
            }
        }

        private static void requireForm(MappingWish wish) {
            if (!DEVICE.matcher(wish.device()).matches()) {
                throw invalid("Invalid device name " + wish.device());
            }
            if (wish.virtualName() != null && wish.ebs() != null) {
                throw invalid("The device '" + wish.device() + "' has both a virtual name and a volume");
            }
        }

        private static ApiException invalid(String why) {
            return new ApiException(ErrorCode.INVALID_BLOCK_DEVICE_MAPPING, why);
        }
    }
}
