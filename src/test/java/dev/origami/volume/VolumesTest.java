package dev.origami.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Database;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest {
    private static final VolumeLimits LIMITS =
            new VolumeLimits(2, 8, Duration.ofSeconds(5), Duration.ofSeconds(5), 4, Duration.ofHours(24));
    private static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "ec2");
    private static final Caller BOB = new Caller(new AccountId("222222222222"), new Region("eu-west-1"), "ec2");
    private static final ManifestId BASE = new ManifestId("0".repeat(64));
    private static final ManifestId FIRST = new ManifestId("1".repeat(64));
    private static final ManifestId SECOND = new ManifestId("2".repeat(64));

    @TempDir
    Path directory;

    private Database database;
    private Volumes volumes;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        volumes = new Volumes(InstantSource.fixed(Instant.EPOCH), LIMITS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNewVolumeLiesOnWhatItWasMadeFrom() {
        VolumeId id = volume(BASE).id();

        VolumeChain chain = chain(id);

        assertThat(chain.base()).isEqualTo(BASE);
        assertThat(chain.frozen()).isEmpty();
        assertThat(chain.sizeBytes()).isEqualTo(8L << 30);
        assertThat(chain.live()).isEqualTo(new Overlay(1, "volumes/" + id + "/1.qcow2", null, null));
    }

    @Test
    void anEmptyVolumeLiesOnNothing() {
        assertThat(chain(volume(null).id()).base()).isNull();
    }

    @Test
    void whatIsFrozenStaysInTheChainUntilItIsStored() {
        VolumeId id = volume(BASE).id();
        SnapshotId one = SnapshotId.create();
        SnapshotId two = SnapshotId.create();
        Overlay live = database.write(transaction -> {
            Overlay _ = volumes.freeze(transaction, id, one);
            return volumes.freeze(transaction, id, two);
        });

        assertThat(live.sequence()).isEqualTo(3);
        assertThat(chain(id).live()).isEqualTo(live);
        assertThat(chain(id).frozen()).extracting(Overlay::frozenFor).containsExactly(two, one);
        assertThat(chain(id).base()).isEqualTo(BASE);

        // The second may be stored before the first: it stands for both.
        database.writing(transaction -> volumes.stored(transaction, id, 2, SECOND));
        assertThat(chain(id).frozen()).isEmpty();
        assertThat(chain(id).base()).isEqualTo(SECOND);
        assertThat(database.<List<Overlay>>read(sql -> volumes.replaced(sql, id)))
                .extracting(Overlay::sequence)
                .containsExactly(2, 1);
    }

    @Test
    void theRecordOfTheNewestStoredOverlayStaysWhenItsFileGoes() {
        VolumeId id = volume(null).id();
        database.writing(transaction -> {
            Overlay _ = volumes.freeze(transaction, id, SnapshotId.create());
            volumes.stored(transaction, id, 1, FIRST);
            Overlay _ = volumes.freeze(transaction, id, SnapshotId.create());
            volumes.stored(transaction, id, 2, SECOND);
            volumes.removed(transaction, id, 1);
            volumes.removed(transaction, id, 2);
        });

        assertThat(chain(id).base()).isEqualTo(SECOND);
        assertThat(database.<Set<ManifestId>>read(volumes::liveManifests)).containsExactly(SECOND);
    }

    @Test
    void anotherAccountsVolumeIsUnknown() {
        VolumeId id = volume(null).id();

        assertRefused(
                () -> database.read(sql -> volumes.requireOwned(sql, BOB, id)), ErrorCode.INVALID_VOLUME_NOT_FOUND);
        assertThat(database.read(sql -> volumes.requireOwned(sql, ALICE, id)).id())
                .isEqualTo(id);
    }

    @Test
    void aVolumeIsAttachedOnceAndInItsOwnZone() {
        Volume volume = volume(null);
        InstanceId instance = InstanceId.create();

        assertRefused(() -> attach(volume, instance, "eu-west-1b", "/dev/sdf"), ErrorCode.INVALID_VOLUME_ZONE_MISMATCH);
        attach(volume, instance, "eu-west-1a", "/dev/sdf");
        Volume attached = find(volume.id());
        assertThat(attached.state()).isEqualTo(VolumeState.IN_USE);
        assertThat(attached.attachment())
                .isEqualTo(new Attachment(instance, "/dev/sdf", AttachmentState.ATTACHED, false, Instant.EPOCH));
        assertRefused(() -> attach(attached, instance, "eu-west-1a", "/dev/sdg"), ErrorCode.VOLUME_IN_USE);
        assertRefused(() -> volumes.requireDeletable(attached), ErrorCode.VOLUME_IN_USE);

        Volume second = volume(null);
        assertRefused(() -> attach(second, instance, "eu-west-1a", "/dev/sdf"), ErrorCode.INVALID_PARAMETER_VALUE);
        attach(second, instance, "eu-west-1a", "/dev/sdg");
        Volume third = volume(null);
        assertRefused(() -> attach(third, instance, "eu-west-1a", "/dev/sdh"), ErrorCode.ATTACHMENT_LIMIT_EXCEEDED);
        assertThat(database.<List<Volume>>read(sql -> volumes.attachedTo(sql, instance)))
                .extracting(Volume::id)
                .containsExactly(volume.id(), second.id());
    }

    @Test
    void aVolumeIsDetachedFromWhereItIs() {
        Volume volume = volume(null);
        InstanceId instance = InstanceId.create();
        assertRefused(() -> volumes.requireDetachable(volume, null, null), ErrorCode.INCORRECT_STATE);
        attach(volume, instance, "eu-west-1a", "/dev/sdf");
        Volume attached = find(volume.id());

        assertRefused(
                () -> volumes.requireDetachable(attached, InstanceId.create(), null),
                ErrorCode.INVALID_ATTACHMENT_NOT_FOUND);
        assertRefused(
                () -> volumes.requireDetachable(attached, null, "/dev/sdz"), ErrorCode.INVALID_ATTACHMENT_NOT_FOUND);
        assertThat(volumes.requireDetachable(attached, instance, "/dev/sdf").instance())
                .isEqualTo(instance);

        database.writing(transaction -> volumes.detaching(transaction, volume.id()));
        assertRefused(() -> volumes.requireDetachable(find(volume.id()), null, null), ErrorCode.INCORRECT_STATE);
        database.writing(transaction -> volumes.detached(transaction, volume.id(), instance));
        assertThat(find(volume.id()).state()).isEqualTo(VolumeState.AVAILABLE);
        assertThat(find(volume.id()).attachment()).isNull();
    }

    @Test
    void aDetachThatComesTooLateLeavesTheVolumeWhereItIsNow() {
        Volume volume = volume(null);
        InstanceId now = InstanceId.create();
        attach(volume, now, "eu-west-1a", "/dev/sdf");

        database.writing(transaction -> volumes.detached(transaction, volume.id(), InstanceId.create()));

        assertThat(find(volume.id()).state()).isEqualTo(VolumeState.IN_USE);
        assertThat(find(volume.id()).attachment()).isNotNull();
        database.writing(transaction -> volumes.deleting(transaction, volume.id()));
        database.writing(transaction -> volumes.detached(transaction, volume.id(), now));
        assertThat(find(volume.id()).state()).isEqualTo(VolumeState.DELETING);
    }

    @Test
    void aDeletedVolumeLeavesNoTrace() {
        VolumeId id = volume(BASE).id();
        database.writing(transaction -> volumes.deleting(transaction, id));
        assertThat(find(id).state()).isEqualTo(VolumeState.DELETING);
        assertRefused(() -> volumes.requireDeletable(find(id)), ErrorCode.INCORRECT_STATE);

        database.writing(transaction -> volumes.deleted(transaction, id));

        assertThat(database.<Optional<Volume>>read(sql -> volumes.find(sql, id)))
                .isEmpty();
        assertThat(database.<Set<ManifestId>>read(volumes::liveManifests)).isEmpty();
    }

    private void attach(Volume volume, InstanceId instance, String zone, String device) {
        database.writing(transaction -> {
            volumes.requireAttachable(transaction.sql(), volume, instance, zone, device);
            Attachment _ = volumes.attaching(transaction, volume.id(), instance, device, false);
            volumes.attached(transaction, volume.id());
        });
    }

    private Volume volume(@Nullable ManifestId base) {
        Volume volume = new Volume(
                VolumeId.create(),
                ALICE.account(),
                ALICE.region(),
                "eu-west-1a",
                EbsSettings.of(8, VolumeType.GP2, null, null),
                VolumeState.AVAILABLE,
                null,
                null,
                Instant.EPOCH,
                null,
                null);
        database.writing(transaction -> volumes.insert(transaction, volume, base));
        return volume;
    }

    private Volume find(VolumeId id) {
        return database.read(sql -> volumes.find(sql, id)).orElseThrow();
    }

    private VolumeChain chain(VolumeId id) {
        return database.read(sql -> volumes.chain(sql, id));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
