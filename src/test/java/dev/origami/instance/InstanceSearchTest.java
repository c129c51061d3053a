package dev.origami.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.InstanceLimits;
import dev.origami.config.SearchLimits;
import dev.origami.config.TagLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.ReservationId;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which instances a caller finds, in pages of any size, is as a plain loop has it. */
class InstanceSearchTest {
    private static final Region HERE = new Region("eu-west-1");
    private static final Instant NOW = Instant.parse("2026-01-31T09:14:22.345Z");
    private static final Duration BOOTING = Duration.ofMinutes(3);
    private static final List<Caller> CALLERS = Stream.of("111111111111", "222222222222")
            .map(id -> new Caller(new AccountId(id), HERE, "ec2"))
            .toList();

    private final Instances instances = new Instances(() -> NOW, InstanceLimits.defaults());
    private final Tags tags = new Tags(TagLimits.defaults());
    private final GuestSigns signs = new GuestSigns(() -> NOW, BOOTING);
    private final InstanceChecks checks = new InstanceChecks(signs);
    private final Random random = new Random(20260131);
    private final Path directory;
    private final Database database;
    private final List<Row> rows = new ArrayList<>();

    /** An instance and what each filter is to see of it. */
    private record Row(Instance instance, Map<String, List<String>> texts) {}

    InstanceSearchTest() throws IOException {
        directory = Files.createTempDirectory("search");
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        database.writing(transaction -> network(transaction.sql()));
        ReservationId reservation = ReservationId.create();
        for (int i = 0; i < 60; i++) {
            reservation = random.nextInt(3) == 0 ? reservation : ReservationId.create();
            insert(i, reservation);
        }
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
        List<Filter> filters = filters(draw, texts(false));
        List<InstanceId> ids = ids(draw, caller);

        List<InstanceId> found =
                found(draw, wanted -> database.read(sql -> instances.search(sql, caller, ids, filters, wanted)));

        assertThat(found).as("%s %s of %s", ids, filters, caller).isEqualTo(expected(caller, ids, filters, true));
    }

    @Property(tries = 300)
    void andTheirStatus(@ForAll Random draw) {
        Caller caller = one(draw, CALLERS);
        List<Filter> filters = filters(draw, texts(true));
        List<InstanceId> ids = ids(draw, caller);
        boolean all = draw.nextBoolean();

        List<InstanceId> found = found(
                draw,
                wanted -> database.read(sql -> instances.searchStatus(sql, caller, ids, filters, checks, all, wanted)));

        assertThat(found).as("%s %s of %s", ids, filters, caller).isEqualTo(expected(caller, ids, filters, all));
    }

    private static List<InstanceId> found(
            Random draw, java.util.function.Function<PageWanted, Slice<Instance>> search) {
        SearchLimits limits =
                new SearchLimits(1 + draw.nextInt(5), draw.nextInt(2), draw.nextInt(20), 1 + draw.nextInt(4));
        int size = draw.nextInt(4) == 0 ? PageWanted.ALL : 1 + draw.nextInt(10);
        List<InstanceId> found = new ArrayList<>();
        String after = null;
        do {
            Slice<Instance> page = search.apply(new PageWanted(after, size, limits));
            found.addAll(page.items().stream().map(Instance::id).toList());
            after = page.next();
        } while (after != null);
        return found;
    }

    private List<InstanceId> expected(
            Caller caller, List<InstanceId> ids, List<Filter> filters, boolean alsoNotRunning) {
        return rows.stream()
                .filter(row -> isOwn(row, caller))
                .filter(row -> ids.isEmpty() || ids.contains(row.instance().id()))
                .filter(row -> alsoNotRunning || row.instance().state() == InstanceState.RUNNING)
                .filter(row -> filters.stream()
                        .allMatch(filter -> row.texts().getOrDefault(filter.name(), List.of()).stream()
                                .anyMatch(filter.match()::matches)))
                .map(Row::instance)
                .sorted(Comparator.comparing(
                                (Instance instance) -> instance.reservation().value())
                        .thenComparing(instance -> instance.id().value()))
                .map(Instance::id)
                .toList();
    }

    private static boolean isOwn(Row row, Caller caller) {
        Instance instance = row.instance();
        boolean forgotten = instance.state() == InstanceState.TERMINATED
                && !instance.stateChange()
                        .plus(InstanceLimits.defaults().terminatedShown())
                        .isAfter(NOW);
        return instance.owner().equals(caller.account()) && instance.region().equals(caller.region()) && !forgotten;
    }

    private List<String> texts(boolean ofStatus) {
        return rows.stream()
                .flatMap(row -> row.texts().keySet().stream())
                .distinct()
                .filter(name -> ofStatus
                        ? name.contains("-status.")
                                || name.startsWith("availability-zone")
                                || name.startsWith("instance-state-")
                        : !name.contains("-status."))
                .sorted()
                .toList();
    }

    private List<Filter> filters(Random draw, List<String> names) {
        List<Filter> filters = new ArrayList<>();
        for (int i = draw.nextInt(3); i > 0; i--) {
            String name = one(draw, names);
            List<String> some = one(draw, rows).texts().getOrDefault(name, List.of("none"));
            String value = some.isEmpty() ? "none" : one(draw, some);
            filters.add(new Filter(
                    name,
                    TextMatch.of(List.of(
                            draw.nextBoolean() ? value : value.substring(0, draw.nextInt(value.length() + 1)) + "*"))));
        }
        return filters;
    }

    private List<InstanceId> ids(Random draw, Caller caller) {
        return draw.nextInt(5) > 0
                ? List.of()
                : rows.stream()
                        .filter(row -> isOwn(row, caller) && draw.nextInt(4) == 0)
                        .map(row -> row.instance().id())
                        .toList();
    }

    private static void network(Handle sql) {
        for (Caller caller : CALLERS) {
            String account = caller.account().value();
            sql.execute(
                    "INSERT INTO vpc VALUES (?, ?, 'eu-west-1', '172.31.0.0/16', 1, 1, 1, 0)",
                    "vpc-" + account,
                    account);
            sql.execute(
                    "INSERT INTO subnet VALUES (?, ?, ?, 'eu-west-1', 'eu-west-1a', NULL, '172.31.0.0/20', 4, 1, 1)",
                    "subnet-" + account,
                    "vpc-" + account,
                    account);
            for (String name : List.of("default", "web")) {
                sql.execute(
                        "INSERT INTO security_group VALUES (?, ?, ?, 'eu-west-1', ?, '')",
                        "sg-" + name + account,
                        "vpc-" + account,
                        account,
                        name);
            }
        }
    }

    private void insert(int number, ReservationId reservation) {
        InstanceState state = one(random, List.of(InstanceState.values()));
        StateReason reason = switch (state) {
            case PENDING, RUNNING -> null;
            case STOPPING, STOPPED -> StateReason.USER_SHUTDOWN;
            case SHUTTING_DOWN, TERMINATED -> StateReason.hostFailure("no good");
        };
        boolean on = random.nextBoolean();
        Instance made = new Instance(
                InstanceId.create(),
                reservation,
                one(random, CALLERS).account(),
                random.nextInt(6) == 0 ? new Region("us-east-1") : HERE,
                one(random, List.of("eu-west-1a", "eu-west-1b")),
                number % 3,
                NOW.minusSeconds(60L * random.nextInt(6)),
                new ImageFacts(
                        new ImageId("ami-0123456789abcdef" + number % 3),
                        on ? "x86_64" : "arm64",
                        ImageFacts.HVM,
                        "/dev/xvda",
                        ImageFacts.EBS,
                        on ? "uefi" : null,
                        on ? "uefi" : "legacy-bios",
                        null,
                        null,
                        on ? "v2.0" : null),
                new InstanceSettings(
                        one(random, List.of("t3.micro", "t3.small")),
                        null,
                        ShutdownBehavior.STOP,
                        new InstanceSettings.Protection(false, false),
                        new InstanceSettings.Devices(on, !on, null),
                        on,
                        null,
                        new MetadataOptions(on, !on, 1 + number % 2, on),
                        null,
                        !on),
                on ? "mine" : null,
                null,
                List.of(),
                InstanceState.PENDING,
                null,
                NOW.minusSeconds(1),
                on ? "token-" + number : null);
        Instant change =
                random.nextInt(3) == 0 ? NOW.minus(InstanceLimits.defaults().terminatedShown()) : NOW;
        Map<String, List<String>> texts = new HashMap<>();
        Caller owner = new Caller(made.owner(), made.region(), "ec2");
        database.writing(transaction -> {
            Handle sql = transaction.sql();
            InstanceTable.insert(sql, made);
            if (state != InstanceState.PENDING) {
                boolean _ = InstanceTable.move(sql, made.id(), InstanceState.PENDING, state, reason, change);
            }
            devices(sql, made, number, texts);
            if (on) {
                tags.attach(transaction, owner, "instance", made.id(), List.of(new Tag("stage", "prod" + number % 3)));
                texts.put("tag:stage", List.of("prod" + number % 3));
                texts.put("tag-key", List.of("stage"));
            }
        });
        Instance instance =
                database.read(sql -> InstanceTable.find(sql, made.id())).orElseThrow();
        if (random.nextInt(3) == 0) {
            signs.heard(instance.id());
        }
        signs.answers(instance.id(), random.nextInt(4) != 0);
        describe(instance, texts);
        rows.add(new Row(instance, texts));
    }

    private void devices(Handle sql, Instance instance, int number, Map<String, List<String>> texts) {
        for (int i = 0; i < number % 3; i++) {
            String volume = "vol-" + number + "-" + i;
            sql.execute(
                    "INSERT INTO volume_attachment VALUES (?, ?, ?, 'attached', ?, ?)",
                    volume,
                    instance.id().value(),
                    "/dev/sd" + i,
                    i == 0,
                    NOW.toEpochMilli());
            add(texts, "block-device-mapping.volume-id", volume);
            add(texts, "block-device-mapping.device-name", "/dev/sd" + i);
            add(texts, "block-device-mapping.status", "attached");
            add(texts, "block-device-mapping.delete-on-termination", Boolean.toString(i == 0));
            add(texts, "block-device-mapping.attach-time", "2026-01-31T09:14:22.345Z");
        }
        if (number % 4 == 0) {
            return;
        }
        String account = instance.owner().value();
        String address = "172.31.0." + number;
        String nic = "eni-" + number;
        String publicAddress = number % 2 == 0 ? "127.1.0." + number : null;
        String attached =
                one(random, List.of("2026-01-31T09:14:22Z", "2026-01-31T09:14:22.120Z", "2026-01-31T09:14:22.120999Z"));
        sql.execute(
                "INSERT INTO network_interface VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 1)",
                nic,
                account,
                instance.region().name(),
                "vpc-" + account,
                "subnet-" + account,
                instance.zone(),
                instance.id().value(),
                "eni-attach-" + number,
                "06:00:00:00:00:" + number,
                address,
                publicAddress,
                number % 5 == 0,
                "of " + number,
                attached);
        for (String group : number % 3 == 0 ? List.of("default", "web") : List.of("web")) {
            sql.execute("INSERT INTO network_interface_group VALUES (?, ?, 0)", nic, "sg-" + group + account);
            for (String name : List.of("instance.group-name", "group-name", "network-interface.group-name")) {
                add(texts, name, group);
            }
            for (String name : List.of("instance.group-id", "group-id", "network-interface.group-id")) {
                add(texts, name, "sg-" + group + account);
            }
        }
        add(texts, "vpc-id", "vpc-" + account);
        add(texts, "subnet-id", "subnet-" + account);
        add(texts, "private-ip-address", address);
        add(texts, "private-dns-name", "ip-172-31-0-" + number + ".eu-west-1.compute.internal");
        add(texts, "dns-name", publicAddress == null ? "" : publicAddress);
        add(texts, "ip-address", publicAddress);
        add(texts, "network-interface.association.ip-owner-id", publicAddress == null ? null : "amazon");
        add(texts, "source-dest-check", Boolean.toString(number % 5 == 0));
        add(
                texts,
                "network-interface.attachment.attach-time",
                attached.length() == 20 ? "2026-01-31T09:14:22.000Z" : "2026-01-31T09:14:22.120Z");
        add(texts, "network-interface.attachment.status", "attached");
        add(texts, "network-interface.network-interface-id", nic);
        add(texts, "network-interface.mac-address", "06:00:00:00:00:" + number);
        add(texts, "network-interface.description", "of " + number);
    }

    private void describe(Instance instance, Map<String, List<String>> texts) {
        ImageFacts image = instance.image();
        InstanceSettings settings = instance.settings();
        MetadataOptions metadata = settings.metadata();
        StateReason reason = instance.stateReason();
        add(texts, "instance-id", instance.id().value());
        add(texts, "reservation-id", instance.reservation().value());
        add(texts, "owner-id", instance.owner().value());
        add(texts, "availability-zone", instance.zone());
        add(texts, "launch-index", Integer.toString(instance.launchIndex()));
        add(texts, "launch-time", instance.launchTime().toString());
        add(texts, "key-name", instance.keyName());
        add(texts, "client-token", instance.clientToken());
        add(texts, "instance-state-name", instance.state().wire());
        add(texts, "instance-state-code", Integer.toString(instance.state().code()));
        add(texts, "reason", instance.transition().isEmpty() ? null : instance.transition());
        add(texts, "state-reason-code", reason == null ? null : reason.code());
        add(texts, "image-id", image.image().value());
        add(texts, "architecture", image.architecture());
        add(texts, "boot-mode", image.bootMode());
        add(texts, "current-instance-boot-mode", image.currentBootMode());
        add(texts, "tpm-support", image.tpmSupport());
        add(texts, "platform-details", "Linux/UNIX");
        add(texts, "instance-type", settings.type());
        add(texts, "ebs-optimized", Boolean.toString(settings.devices().ebsOptimized()));
        add(texts, "ena-support", Boolean.toString(settings.devices().enaSupport()));
        add(texts, "monitoring-state", settings.monitoring() ? "enabled" : "disabled");
        add(texts, "metadata-options.http-tokens", metadata.tokensRequired() ? "required" : "optional");
        add(texts, "metadata-options.http-endpoint", metadata.endpoint() ? "enabled" : "disabled");
        add(texts, "metadata-options.http-put-response-hop-limit", Integer.toString(metadata.hopLimit()));
        add(texts, "instance-status.status", checks.guest(instance).status());
        add(texts, "instance-status.reachability", checks.guest(instance).reachability());
        add(texts, "system-status.status", checks.machine(instance).status());
        add(texts, "system-status.reachability", checks.machine(instance).reachability());
        add(texts, "attached-ebs-status.status", checks.disks(instance).status());
    }

    private static void add(Map<String, List<String>> texts, String name, @Nullable String text) {
        List<String> all = texts.computeIfAbsent(name, _ -> new ArrayList<>());
        if (text != null) {
            all.add(Objects.requireNonNull(text));
        }
    }

    private static <T> T one(Random draw, List<T> of) {
        return of.get(draw.nextInt(of.size()));
    }
}
