package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotLock;
import dev.origami.snapshot.SnapshotLocks;
import dev.origami.snapshot.Snapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotResponse;

/** LockSnapshot, UnlockSnapshot, DescribeLockedSnapshots (source section 2.2). */
public final class SnapshotLockApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Snapshots snapshots;
    private final SnapshotLocks locks;
    private final Paging paging;
    private final InstantSource clock;
    private final Filters<SnapshotLock> filters;

    public SnapshotLockApi(
            Database database,
            Snapshots snapshots,
            SnapshotLocks locks,
            Paging paging,
            InstantSource clock,
            ApiLimits limits) {
        this.database = database;
        this.snapshots = snapshots;
        this.locks = locks;
        this.paging = paging;
        this.clock = clock;
        this.filters = new Filters<SnapshotLock>(limits)
                .text("lock-state", lock -> lock.state(clock.instant()).wire());
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("LockSnapshot", LockSnapshotRequest::builder, this::lock)
                .requires("SnapshotId", "LockMode")
                .honours("LockDuration", "ExpirationDate", "CoolOffPeriod"));
        table.add(Operation.ec2("UnlockSnapshot", UnlockSnapshotRequest::builder, this::unlock)
                .requires("SnapshotId"));
        table.add(Operation.ec2("DescribeLockedSnapshots", DescribeLockedSnapshotsRequest::builder, this::describe)
                .honours("SnapshotId", "Filter.*", "MaxResults", "NextToken"));
    }

    private LockSnapshotResponse lock(Caller caller, LockSnapshotRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        String mode = request.lockModeAsString();
        SnapshotLocks.Wish wish = new SnapshotLocks.Wish(
                SnapshotLock.Mode.of(mode)
                        .orElseThrow(() ->
                                ApiException.invalidValue("lockMode", mode, "Expecting governance or compliance.")),
                request.lockDuration(),
                request.expirationDate(),
                request.coolOffPeriod());
        SnapshotLock lock = database.write(transaction -> locks.lock(transaction, caller, id, wish));
        return LockSnapshotResponse.builder()
                .snapshotId(id.value())
                .lockState(lock.state(clock.instant()).wire())
                .lockDuration(lock.days())
                .coolOffPeriod(lock.coolOffHours())
                .coolOffPeriodExpiresOn(lock.coolOffExpiresOn())
                .lockCreatedOn(lock.createdOn())
                .lockExpiresOn(lock.expiresOn())
                .lockDurationStartTime(lock.durationStart())
                .build();
    }

    private UnlockSnapshotResponse unlock(Caller caller, UnlockSnapshotRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        database.writing(transaction -> locks.unlock(transaction, caller, id));
        return UnlockSnapshotResponse.builder().snapshotId(id.value()).build();
    }

    /** Those that are named and not locked are left out. */
    private DescribeLockedSnapshotsResponse describe(Caller caller, DescribeLockedSnapshotsRequest request) {
        Predicate<SnapshotLock> filter = filters.of(request.filters());
        Set<SnapshotId> ids = Set.copyOf(paging.ids("snapshotIdsSet", request.snapshotIds(), null, SnapshotId::parse));
        List<SnapshotLock> found = database.read(sql -> {
            for (SnapshotId id : ids) {
                Snapshot _ = snapshots.requireOwned(sql, caller, id);
            }
            return locks.of(sql, caller);
        });
        Page<SnapshotLock> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found.stream()
                        .filter(lock -> ids.isEmpty() || ids.contains(lock.snapshot()))
                        .filter(filter)
                        .toList(),
                lock -> lock.snapshot().value());
        Instant now = clock.instant();
        return DescribeLockedSnapshotsResponse.builder()
                .snapshots(page.items().stream()
                        .map(lock -> info(caller, lock, now))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static LockedSnapshotsInfo info(Caller owner, SnapshotLock lock, Instant now) {
        return LockedSnapshotsInfo.builder()
                .ownerId(owner.account().value())
                .snapshotId(lock.snapshot().value())
                .lockState(lock.state(now).wire())
                .lockDuration(lock.days())
                .coolOffPeriod(lock.coolOffHours())
                .coolOffPeriodExpiresOn(lock.coolOffExpiresOn())
                .lockCreatedOn(lock.createdOn())
                .lockDurationStartTime(lock.durationStart())
                .lockExpiresOn(lock.expiresOn())
                .build();
    }
}
