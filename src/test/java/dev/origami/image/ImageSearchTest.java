package dev.origami.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.account.Provider;
import dev.origami.block.ManifestId;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.EventLimits;
import dev.origami.config.ImageLimits;
import dev.origami.config.SearchLimits;
import dev.origami.config.SnapshotLimits;
import dev.origami.config.TagLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.event.Events;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.PlainImageSearch.Row;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.text.TextMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.jspecify.annotations.Nullable;

/** The indexes find what a plain loop over the same images finds, in pages of any size, whatever was looked at. */
class ImageSearchTest {
    private static final Region HERE = new Region("eu-west-1");
    private static final Instant NOW = Instant.parse("2026-01-31T09:14:22.345Z");
    private static final List<Caller> CALLERS = Stream.of("111111111111", "222222222222", Provider.ACCOUNT.value())
            .map(id -> new Caller(new AccountId(id), HERE, "ec2"))
            .toList();
    private static final List<String> FILTERS = Stream.concat(
                    PlainImageSearch.TEXTS.keySet().stream().sorted(), Stream.of("image-allowed"))
            .toList();
    private static final int IMAGES = 80;

    private final Images images =
            new Images(() -> NOW, ImageLimits.defaults(), new Events(() -> NOW, EventLimits.defaults()));
    private final LaunchPermissions permissions = new LaunchPermissions(images, ImageLimits.defaults());
    private final Snapshots snapshots = new Snapshots(() -> NOW, SnapshotLimits.defaults());
    private final Tags tags = new Tags(TagLimits.defaults());
    private final Random random = new Random(20260131);
    private final Path directory;
    private final Database database;
    private final List<SnapshotId> disks = new ArrayList<>();
    private List<Row> rows = new ArrayList<>();

    ImageSearchTest() throws IOException {
        directory = Files.createTempDirectory("search");
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        database.writing(transaction -> {
            for (int i = 0; i < 6; i++) {
                SnapshotId id = SnapshotId.create();
                ManifestId manifest = new ManifestId("%064x".formatted(i));
                snapshots.insert(
                        transaction,
                        new Snapshot(
                                id,
                                CALLERS.getFirst().account(),
                                HERE,
                                null,
                                8,
                                new SnapshotState.Completed(manifest, NOW),
                                NOW,
                                "",
                                null,
                                null,
                                null));
                disks.add(id);
            }
            boolean _ = snapshots.damaged(transaction, new ManifestId("%064x".formatted(0)), "blocks 1 to 2 are lost");
        });
        for (int i = 0; i < IMAGES; i++) {
            insert(i);
        }
        read();
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

    @Property(tries = 600)
    void aSearchFindsWhatAPlainLoopFinds(@ForAll Random draw) {
        Caller caller = one(draw, CALLERS);
        ImageQuery query = query(draw, caller);
        List<ImageId> expected = PlainImageSearch.find(rows, caller, query, NOW);
        SearchLimits limits =
                new SearchLimits(1 + draw.nextInt(5), draw.nextInt(2), draw.nextInt(20), 1 + draw.nextInt(4));
        int size = draw.nextInt(4) == 0 ? PageWanted.ALL : 1 + draw.nextInt(10);

        List<ImageId> found = new ArrayList<>();
        String after = null;
        do {
            Slice<Image> page = page(caller, query, new PageWanted(after, size, limits));
            assertThat(page.items().size()).isLessThanOrEqualTo(size);
            found.addAll(page.items().stream().map(Image::id).toList());
            after = page.next();
        } while (after != null);

        assertThat(found).as("%s of %s", query, caller).isEqualTo(expected);
    }

    @Property(tries = 40)
    void whatIsThereAllTheTimeIsListedOnce(@ForAll Random draw) {
        Caller caller = one(draw, CALLERS);
        ImageQuery drawn = query(draw, caller);
        // With ids there are no pages.
        ImageQuery query = new ImageQuery(
                List.of(), drawn.filters(), drawn.owners(), drawn.executableBy(), drawn.include(), drawn.allowed());
        Set<ImageId> always = new HashSet<>(PlainImageSearch.find(rows, caller, query, NOW));
        Set<ImageId> ever = new HashSet<>(always);
        List<ImageId> found = new ArrayList<>();
        String after = null;
        do {
            Slice<Image> page =
                    page(caller, query, new PageWanted(after, 1 + draw.nextInt(4), SearchLimits.defaults()));
            found.addAll(page.items().stream().map(Image::id).toList());
            after = page.next();
            change(draw);
            read();
            Set<ImageId> present = new HashSet<>(PlainImageSearch.find(rows, caller, query, NOW));
            always.retainAll(present);
            ever.addAll(present);
        } while (after != null);

        assertThat(found).doesNotHaveDuplicates().containsAll(always);
        assertThat(ever).containsAll(found);
    }

    private Slice<Image> page(Caller caller, ImageQuery query, PageWanted wanted) {
        return database.read(sql -> images.search(sql, caller, query, wanted));
    }

    private ImageQuery query(Random draw, Caller caller) {
        List<Filter> filters = new ArrayList<>();
        for (int i = draw.nextInt(3); i >= 0; i--) {
            String name = one(draw, FILTERS);
            List<String> values = new ArrayList<>();
            for (int k = draw.nextInt(3); k >= 0; k--) {
                values.add(value(draw, name, caller));
            }
            filters.add(new Filter(name, TextMatch.of(values)));
        }
        List<ImageId> ids = List.of();
        if (draw.nextInt(6) == 0) {
            List<ImageId> seen = PlainImageSearch.find(
                    rows, caller, new ImageQuery(List.of(), new Images.Include(true, true), allowed(0)), NOW);
            ids = seen.stream().filter(_ -> draw.nextInt(3) == 0).toList();
        }
        Set<AccountId> owners = draw.nextInt(2) == 0
                ? null
                : draw.nextBoolean()
                        ? Set.of(caller.account())
                        : Set.of(CALLERS.get(0).account(), CALLERS.get(2).account());
        Set<Grantee> executable = draw.nextInt(3) > 0
                ? Set.of()
                : Set.of(
                        draw.nextBoolean()
                                ? new Grantee.Everybody()
                                : new Grantee.Account(one(draw, CALLERS).account()));
        return new ImageQuery(
                ids,
                draw.nextInt(5) == 0 ? List.of() : filters,
                owners,
                executable,
                new Images.Include(draw.nextBoolean(), draw.nextBoolean()),
                allowed(draw.nextInt(6)));
    }

    private static AllowedImages allowed(int kind) {
        List<ImageCriterion> criteria = List.of(
                new ImageCriterion(List.of("amazon"), List.of(), List.of("web*", "?b-1?"), 3, null),
                new ImageCriterion(List.of(), List.of(), List.of(), null, 2));
        return switch (kind) {
            case 1 -> new AllowedImages(AllowedImages.State.ENABLED, criteria);
            case 2 -> new AllowedImages(AllowedImages.State.AUDIT_MODE, criteria);
            case 3 -> new AllowedImages(AllowedImages.State.ENABLED, List.of());
            default -> new AllowedImages(AllowedImages.State.DISABLED, criteria);
        };
    }

    /** What an image has, or what is near it, with wildcards. */
    private String value(Random draw, String filter, Caller caller) {
        if (filter.equals("image-allowed")) {
            return one(draw, List.of("true", "false", "*", "t?ue"));
        }
        List<String> there = rows.stream()
                .flatMap(row -> PlainImageSearch.texts(
                        row, filter, draw.nextInt(4) > 0 || row.image().owner().equals(caller.account())))
                .distinct()
                .toList();
        String text = there.isEmpty() ? "x" : one(draw, there);
        String escaped = text.replaceAll("[*?\\\\]", "\\\\$0");
        int from = text.isEmpty() ? 0 : draw.nextInt(text.length());
        int to = from + (text.isEmpty() ? 0 : draw.nextInt(text.length() - from + 1));
        return switch (draw.nextInt(10)) {
            case 0 -> "*";
            case 1 -> text.substring(0, from) + "*" + text.substring(to);
            case 2 -> "*" + text.substring(from, to) + "*";
            case 3 -> text.substring(0, from) + "*";
            case 4 -> text.substring(0, from) + "?" + text.substring(Math.min(text.length(), from + 1));
            case 5 -> text.substring(0, from) + "??" + text.substring(from);
            case 6 -> "no such";
            case 7 -> text.substring(0, to) + "?*" + text.substring(to);
            default -> escaped;
        };
    }

    private void change(Random draw) {
        Row row = one(draw, rows);
        Caller owner = new Caller(row.image().owner(), row.image().region(), "ec2");
        ImageId id = row.image().id();
        database.writing(transaction -> {
            if (row.image().state() instanceof ImageState.Deregistered) {
                return;
            }
            switch (draw.nextInt(3)) {
                case 0 -> images.describe(transaction, owner, id, "changed " + draw.nextInt(5));
                case 1 -> {
                    if (!row.image().life().protection().forbids(NOW)) {
                        Image _ = images.deregister(transaction, owner, id);
                    }
                }
                default -> LaunchPermissionTable.grant(transaction.sql(), id, new Grantee.Everybody());
            }
        });
        insert(1000 + draw.nextInt(1_000_000_000));
    }

    private void insert(int number) {
        Caller owner = one(random, CALLERS);
        Region region = random.nextInt(8) == 0 ? new Region("us-east-1") : HERE;
        Image image = new Image(
                ImageId.create(),
                owner.account(),
                region,
                one(random, List.of("web", "web-server", "db", "a[1]b")) + "-" + number,
                one(random, java.util.Arrays.asList(null, "of a * test", "what? \\ no", "Größe 1")),
                one(
                        random,
                        List.of(
                                new ImageState.Available(),
                                new ImageState.Available(),
                                new ImageState.Available(),
                                new ImageState.Pending(),
                                new ImageState.Failed("Client.Error", "no good"))),
                NOW.minus(Duration.ofHours(random.nextInt(100))).plusMillis(random.nextInt(3)),
                new ImageSettings(
                        one(random, List.of("x86_64", "arm64")),
                        "hvm",
                        one(random, List.of("/dev/xvda", "/dev/sda1")),
                        one(random, java.util.Arrays.asList(null, "aki-12345678")),
                        null,
                        one(random, java.util.Arrays.asList(null, true, false)),
                        null,
                        null,
                        null,
                        null,
                        null),
                mappings(),
                new ImageSource(
                        random.nextBoolean() ? null : anImage(),
                        one(random, java.util.Arrays.asList(null, HERE)),
                        null),
                false);
        database.writing(transaction -> {
            Caller there = new Caller(owner.account(), region, "ec2");
            images.insert(transaction, image);
            if (random.nextInt(3) == 0) {
                LaunchPermissionTable.grant(transaction.sql(), image.id(), new Grantee.Everybody());
            }
            if (random.nextInt(3) == 0) {
                LaunchPermissionTable.grant(
                        transaction.sql(),
                        image.id(),
                        new Grantee.Account(one(random, CALLERS).account()));
            }
            if (random.nextInt(3) == 0) {
                ImageTable.deprecate(transaction.sql(), image.id(), NOW.plus(Duration.ofDays(random.nextInt(10) - 5)));
            }
            if (random.nextInt(2) == 0) {
                tags.attach(
                        transaction,
                        there,
                        "image",
                        image.id(),
                        List.of(new Tag("colour", one(random, List.of("red", "", "dark red")))));
            }
            if (image.state() instanceof ImageState.Available) {
                switch (random.nextInt(8)) {
                    case 0 -> {
                        Image _ = images.deregister(transaction, there, image.id());
                    }
                    case 1 -> {
                        boolean _ = ImageTable.change(
                                transaction.sql(), image.id(), image.state(), new ImageState.Disabled());
                    }
                    default -> {}
                }
            }
        });
    }

    private @Nullable ImageId anImage() {
        return rows.isEmpty() ? null : one(random, rows).image().id();
    }

    private List<BlockDeviceMapping> mappings() {
        List<BlockDeviceMapping> mappings = new ArrayList<>();
        mappings.add(new BlockDeviceMapping.Ebs(
                "/dev/xvda",
                one(random, disks),
                EbsSettings.of(8 + random.nextInt(3), one(random, List.of(VolumeType.GP2, VolumeType.GP3)), null, null),
                random.nextBoolean(),
                false));
        if (random.nextInt(3) == 0) {
            mappings.add(new BlockDeviceMapping.Ephemeral("/dev/sdb", "ephemeral0"));
        }
        if (random.nextInt(3) == 0) {
            mappings.add(new BlockDeviceMapping.Ebs(
                    "/dev/sdc", one(random, disks), EbsSettings.of(20, VolumeType.GP2, null, null), true, false));
        }
        return mappings;
    }

    private void read() {
        rows = database.read(sql -> sql
                .createQuery("SELECT id FROM image ORDER BY number")
                .map((row, _) -> new ImageId(row.getString(1)))
                .list()
                .stream()
                .map(id -> {
                    Image image = images.find(sql, id).orElseThrow();
                    Caller owner = new Caller(image.owner(), image.region(), "ec2");
                    return new Row(image, Set.copyOf(permissions.grantees(sql, id)), tags.of(sql, owner, id));
                })
                .toList());
    }

    private static <T extends @Nullable Object> T one(Random draw, List<T> of) {
        return of.get(draw.nextInt(of.size()));
    }
}
