package dev.origami.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.SearchLimits;
import dev.origami.config.SnapshotLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.text.TextMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.jspecify.annotations.Nullable;

/** Who finds which snapshot, in pages of any size, is as a plain loop has it. */
class SnapshotSearchTest {
    private static final Region HERE = new Region("eu-west-1");
    private static final Instant NOW = Instant.parse("2026-01-31T09:14:22.345Z");
    private static final List<Caller> CALLERS = Stream.of("111111111111", "222222222222", "333333333333")
            .map(id -> new Caller(new AccountId(id), HERE, "ec2"))
            .toList();

    /** This one blocks all public sharing. */
    private static final Caller BLOCKING = CALLERS.getLast();

    private final Snapshots snapshots = new Snapshots(() -> NOW, SnapshotLimits.defaults());
    private final Random random = new Random(20260131);
    private final Path directory;
    private final Database database;
    private final List<Row> rows = new ArrayList<>();

    private record Row(Snapshot snapshot, Set<Grantee> permissions) {}

    SnapshotSearchTest() throws IOException {
        directory = Files.createTempDirectory("search");
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        for (int i = 0; i < 50; i++) {
            insert(i);
        }
        database.writing(
                transaction -> snapshots.blockPublicAccess(transaction, BLOCKING, BlockPublicAccess.BLOCK_ALL_SHARING));
    }

    @AfterProperty
    void close() throws IOException {
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 300)
    void aSearchFindsWhatAPlainLoopFinds(@ForAll Random draw) {
        Caller caller = one(draw, CALLERS);
        SnapshotQuery query = query(draw, caller);
        List<SnapshotId> expected = rows.stream()
                .filter(row -> isSought(row, caller, query))
                .map(row -> row.snapshot().id())
                .toList();
        SearchLimits limits =
                new SearchLimits(1 + draw.nextInt(5), draw.nextInt(2), draw.nextInt(20), 1 + draw.nextInt(4));
        int size = draw.nextInt(4) == 0 ? PageWanted.ALL : 1 + draw.nextInt(10);

        List<SnapshotId> found = new ArrayList<>();
        String after = null;
        do {
            PageWanted wanted = new PageWanted(after, size, limits);
            Slice<Snapshot> page = database.read(sql -> snapshots.search(sql, caller, query, wanted));
            found.addAll(page.items().stream().map(Snapshot::id).toList());
            after = page.next();
        } while (after != null);

        assertThat(found).as("%s of %s", query, caller).isEqualTo(expected);
    }

    private static boolean isSought(Row row, Caller caller, SnapshotQuery query) {
        Snapshot snapshot = row.snapshot();
        boolean visible = isOwn(row, caller)
                || isGranted(row, new Grantee.Account(caller.account()))
                || isGranted(row, new Grantee.Everybody());
        return snapshot.region().equals(caller.region())
                && visible
                && (query.ids().isEmpty() || query.ids().contains(snapshot.id()))
                && (query.owners() == null || query.owners().contains(snapshot.owner()))
                && (query.restorableBy().isEmpty()
                        || query.restorableBy().stream().anyMatch(user -> isRestorable(row, caller, user)))
                && query.filters().stream().allMatch(filter -> filter.match().matches(text(snapshot, filter.name())));
    }

    private static boolean isRestorable(Row row, Caller caller, Grantee user) {
        if (user instanceof Grantee.Everybody) {
            return isGranted(row, user);
        }
        boolean self = user.equals(new Grantee.Account(caller.account()));
        return self ? isOwn(row, caller) || isGranted(row, user) : isOwn(row, caller) && isGranted(row, user);
    }

    private static boolean isGranted(Row row, Grantee user) {
        boolean blocked =
                user instanceof Grantee.Everybody && row.snapshot().owner().equals(BLOCKING.account());
        return row.permissions().contains(user) && !blocked;
    }

    private static boolean isOwn(Row row, Caller caller) {
        return row.snapshot().owner().equals(caller.account());
    }

    private static String text(Snapshot snapshot, String filter) {
        return switch (filter) {
            case "snapshot-id" -> snapshot.id().value();
            case "owner-id" -> snapshot.owner().value();
            case "description" -> snapshot.description();
            case "volume-size" -> Integer.toString(snapshot.sizeGiB());
            case "status" -> snapshot.state().wire();
            default -> throw new IllegalArgumentException(filter);
        };
    }

    private SnapshotQuery query(Random draw, Caller caller) {
        List<Filter> filters = new ArrayList<>();
        for (int i = draw.nextInt(3); i > 0; i--) {
            String name = one(draw, List.of("snapshot-id", "owner-id", "description", "volume-size", "status"));
            String value = text(one(draw, rows).snapshot(), name);
            filters.add(new Filter(
                    name,
                    TextMatch.of(List.of(
                            draw.nextBoolean() ? value : value.substring(0, draw.nextInt(value.length())) + "*"))));
        }
        List<SnapshotId> ids = draw.nextInt(5) > 0
                ? List.of()
                : rows.stream()
                        .map(Row::snapshot)
                        .filter(snapshot -> snapshot.region().equals(HERE) && draw.nextInt(4) == 0)
                        .map(Snapshot::id)
                        .toList();
        @Nullable
        Set<AccountId> owners = draw.nextInt(2) == 0
                ? null
                : draw.nextBoolean()
                        ? Set.of(caller.account())
                        : Set.of(one(draw, CALLERS).account());
        Set<Grantee> restorable = draw.nextInt(2) == 0
                ? Set.of()
                : Set.of(
                        draw.nextBoolean()
                                ? new Grantee.Everybody()
                                : new Grantee.Account(one(draw, CALLERS).account()));
        return new SnapshotQuery(ids, filters, owners, restorable);
    }

    private void insert(int number) {
        Snapshot snapshot = new Snapshot(
                SnapshotId.create(),
                one(random, CALLERS).account(),
                random.nextInt(6) == 0 ? new Region("us-east-1") : HERE,
                null,
                8 + random.nextInt(3),
                new SnapshotState.Pending(random.nextInt(100)),
                NOW,
                "of disk " + number,
                null,
                null,
                null);
        Set<Grantee> permissions = new java.util.HashSet<>();
        if (random.nextInt(3) == 0) {
            permissions.add(new Grantee.Everybody());
        }
        if (random.nextInt(3) == 0) {
            permissions.add(new Grantee.Account(one(random, CALLERS).account()));
        }
        database.writing(transaction -> {
            snapshots.insert(transaction, snapshot);
            permissions.forEach(grantee -> SnapshotTable.grant(transaction.sql(), snapshot.id(), grantee));
            if (random.nextInt(4) == 0) {
                boolean _ = snapshots.fail(transaction, snapshot.id(), "no good");
            }
        });
        rows.add(new Row(
                database.read(sql -> snapshots.find(sql, snapshot.id())).orElseThrow(), Set.copyOf(permissions)));
    }

    private static <T> T one(Random draw, List<T> of) {
        return of.get(draw.nextInt(of.size()));
    }
}
