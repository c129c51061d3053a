package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks on snapshots, by the clock (source section 2.2). */
class SnapshotLockApiTest {
    private static final String STATE = "lockState";

    @TempDir
    Path directory;

    private ResourceWorld world;
    private String snapshot;

    @BeforeEach
    void open() throws IOException {
        world = new ResourceWorld(directory);
        snapshot = world.snapshot(ALICE, 1);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
    }

    @Test
    void inGovernanceModeItIsKeptUntilItsTimeIsOverOrItsOwnerUnlocksIt() {
        Answer locked = lock("LockMode", "governance", "LockDuration", "2");

        assertThat(locked.text("snapshotId")).isEqualTo(snapshot);
        assertThat(locked.text(STATE)).isEqualTo("governance");
        assertThat(locked.text("lockDuration")).isEqualTo("2");
        assertThat(locked.text("lockCreatedOn")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(locked.text("lockDurationStartTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(locked.text("lockExpiresOn")).isEqualTo("2026-02-02T09:14:22.000Z");
        assertThat(locked.has("coolOffPeriod")).isFalse();
        refusesToDelete();

        // Shorter, longer, otherwise: all may be changed, and counts from now on.
        pass(Duration.ofHours(1));
        Answer changed = lock("LockMode", "governance", "LockDuration", "1");
        assertThat(changed.text("lockCreatedOn")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(changed.text("lockExpiresOn")).isEqualTo("2026-02-01T10:14:22.000Z");
        pass(Duration.ofDays(1).minusSeconds(1));
        refusesToDelete();
        assertThat(states()).containsExactly("governance");
        pass(Duration.ofSeconds(1));
        assertThat(states()).containsExactly("expired");
        assertThat(states("lock-state", "governance")).isEmpty();
        assertThat(states("lock-state", "expired")).containsExactly("expired");
        world.refuses(ErrorCode.INCORRECT_STATE, ALICE, "UnlockSnapshot", "SnapshotId", snapshot);
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
        assertThat(states()).isEmpty();
    }

    @Test
    void whatIsUnlockedCanBeDeleted() {
        world.refuses(ErrorCode.INCORRECT_STATE, ALICE, "UnlockSnapshot", "SnapshotId", snapshot);
        Answer _ = lock("LockMode", "governance", "ExpirationDate", "2026-02-01T12:00:00Z");
        assertThat(world.ask(ALICE, "DescribeLockedSnapshots", "SnapshotId.1", snapshot)
                        .text("snapshotSet/item/lockDuration"))
                .isEqualTo("2");
        refusesToDelete();

        assertThat(world.ask(ALICE, "UnlockSnapshot", "SnapshotId", snapshot).text("snapshotId"))
                .isEqualTo(snapshot);

        assertThat(states()).isEmpty();
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
    }

    @Test
    void inComplianceModeItCanOnlyBeLockedForLongerOnceItHasCooledOff() {
        Answer locked = lock("LockMode", "compliance", "LockDuration", "10", "CoolOffPeriod", "3");
        assertThat(locked.text(STATE)).isEqualTo("compliance-cooloff");
        assertThat(locked.text("coolOffPeriod")).isEqualTo("3");
        assertThat(locked.text("coolOffPeriodExpiresOn")).isEqualTo("2026-01-31T12:14:22.000Z");
        refusesToDelete();
        // While it cools off all of it may be changed and undone.
        assertThat(lock("LockMode", "governance", "LockDuration", "1").text(STATE))
                .isEqualTo("governance");
        Answer _ = lock("LockMode", "compliance", "LockDuration", "10", "CoolOffPeriod", "3");
        Answer _ = world.ask(ALICE, "UnlockSnapshot", "SnapshotId", snapshot);
        Answer _ = lock("LockMode", "compliance", "LockDuration", "10", "CoolOffPeriod", "3");

        pass(Duration.ofHours(3));
        assertThat(states()).containsExactly("compliance");
        refusesToDelete();
        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, ALICE, "UnlockSnapshot", "SnapshotId", snapshot);
        refusesLock(ErrorCode.OPERATION_NOT_PERMITTED, "LockMode", "governance", "LockDuration", "20");
        refusesLock(ErrorCode.OPERATION_NOT_PERMITTED, "LockMode", "compliance", "LockDuration", "9");
        refusesLock(
                ErrorCode.OPERATION_NOT_PERMITTED, "LockMode", "compliance", "ExpirationDate", "2026-02-10T09:14:21Z");
        refusesLock(
                ErrorCode.OPERATION_NOT_PERMITTED,
                "LockMode",
                "compliance",
                "LockDuration",
                "20",
                "CoolOffPeriod",
                "1");
        Answer longer = lock("LockMode", "compliance", "ExpirationDate", "2026-02-10T09:14:23Z");
        assertThat(longer.text(STATE)).isEqualTo("compliance");
        assertThat(longer.text("lockExpiresOn")).isEqualTo("2026-02-10T09:14:23.000Z");

        pass(Duration.ofDays(10));
        assertThat(states()).containsExactly("expired");
        // A new lock over the old one's end begins anew.
        assertThat(lock("LockMode", "governance", "LockDuration", "1").text("lockCreatedOn"))
                .isEqualTo("2026-02-10T12:14:22.000Z");
    }

    @Test
    void theDaysOfAPendingSnapshotBeginWhenItIsComplete() {
        String pending = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        Answer locked =
                world.ask(ALICE, "LockSnapshot", "SnapshotId", pending, "LockMode", "compliance", "LockDuration", "1");
        assertThat(locked.text(STATE)).isEqualTo("compliance");
        assertThat(locked.has("lockExpiresOn")).isFalse();
        assertThat(locked.has("lockDurationStartTime")).isFalse();
        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, ALICE, "DeleteSnapshot", "SnapshotId", pending);

        pass(Duration.ofMinutes(30));
        world.put(ALICE, pending, 0, ResourceWorld.block(7));
        world.complete(ALICE, pending, 1);

        Answer shown = world.ask(ALICE, "DescribeLockedSnapshots", "SnapshotId.1", pending);
        assertThat(shown.text("snapshotSet/item/lockDurationStartTime")).isEqualTo("2026-01-31T09:44:22.000Z");
        assertThat(shown.text("snapshotSet/item/lockExpiresOn")).isEqualTo("2026-02-01T09:44:22.000Z");
        assertThat(shown.text("snapshotSet/item/ownerId"))
                .isEqualTo(ALICE.account().value());
    }

    @Test
    void aSnapshotThatCannotBeMadeIsNotKept() {
        String pending = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        Answer _ =
                world.ask(ALICE, "LockSnapshot", "SnapshotId", pending, "LockMode", "compliance", "LockDuration", "1");
        world.database.writing(transaction -> {
            boolean _ = world.snapshots.fail(transaction, new dev.origami.id.SnapshotId(pending), "as a test wants");
        });

        assertThat(states()).isEmpty();
        world.refuses(
                ErrorCode.INCORRECT_STATE,
                ALICE,
                "LockSnapshot",
                "SnapshotId",
                pending,
                "LockMode",
                "governance",
                "LockDuration",
                "1");
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", pending);
    }

    @Test
    void theImageIsDeregisteredAndItsLockedSnapshotStays() {
        String image = world.image(ALICE, "locked", snapshot);
        Answer _ = lock("LockMode", "governance", "LockDuration", "1");

        Answer gone = world.ask(ALICE, "DeregisterImage", "ImageId", image, "DeleteAssociatedSnapshots", "true");

        assertThat(gone.text("deleteSnapshotResultSet/item/returnCode")).isEqualTo("client-error");
        assertThat(world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", snapshot)
                        .text("snapshotSet/item/status"))
                .isEqualTo("completed");
    }

    @Test
    void aLockMustBeWhole() {
        refusesLock(ErrorCode.MISSING_PARAMETER, "LockMode", "governance");
        refusesLock(ErrorCode.INVALID_PARAMETER_VALUE, "LockMode", "none", "LockDuration", "1");
        refusesLock(ErrorCode.INVALID_PARAMETER_VALUE, "LockMode", "governance", "LockDuration", "0");
        refusesLock(ErrorCode.INVALID_PARAMETER_VALUE, "LockMode", "governance", "LockDuration", "36501");
        refusesLock(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                "LockMode",
                "governance",
                "LockDuration",
                "1",
                "ExpirationDate",
                "2027-01-01T00:00:00Z");
        refusesLock(
                ErrorCode.INVALID_PARAMETER_VALUE, "LockMode", "governance", "ExpirationDate", "2026-01-31T09:14:22Z");
        refusesLock(
                ErrorCode.INVALID_PARAMETER_VALUE, "LockMode", "governance", "ExpirationDate", "2126-01-31T09:14:22Z");
        refusesLock(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                "LockMode",
                "governance",
                "LockDuration",
                "1",
                "CoolOffPeriod",
                "1");
        refusesLock(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "LockMode",
                "compliance",
                "LockDuration",
                "1",
                "CoolOffPeriod",
                "73");
        assertThat(states()).isEmpty();
    }

    @Test
    void onlyTheOwnerMayLockAndSeesLocks() {
        Answer _ = lock("LockMode", "governance", "LockDuration", "1");
        Answer _ = world.ask(
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                snapshot,
                "CreateVolumePermission.Add.1.UserId",
                BOB.account().value());

        world.refuses(ErrorCode.AUTH_FAILURE, BOB, "UnlockSnapshot", "SnapshotId", snapshot);
        world.refuses(ErrorCode.AUTH_FAILURE, BOB, "DescribeLockedSnapshots", "SnapshotId.1", snapshot);
        assertThat(world.ask(BOB, "DescribeLockedSnapshots").has("snapshotSet/item"))
                .isFalse();
    }

    private Answer lock(String... members) {
        return world.ask(ALICE, "LockSnapshot", all(members));
    }

    private void refusesLock(ErrorCode code, String... members) {
        world.refuses(code, ALICE, "LockSnapshot", all(members));
    }

    private String[] all(String... members) {
        List<String> all = new ArrayList<>(List.of("SnapshotId", snapshot));
        all.addAll(List.of(members));
        return all.toArray(String[]::new);
    }

    private void refusesToDelete() {
        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
    }

    private List<String> states() {
        return world.ask(ALICE, "DescribeLockedSnapshots").texts("snapshotSet/item/lockState");
    }

    private List<String> states(String filter, String value) {
        return world.ask(ALICE, "DescribeLockedSnapshots", "Filter.1.Name", filter, "Filter.1.Value.1", value)
                .texts("snapshotSet/item/lockState");
    }

    private void pass(Duration time) {
        world.now = world.now.plus(time);
    }
}
