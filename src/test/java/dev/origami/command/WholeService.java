package dev.origami.command;

import dev.origami.account.AccessKeys;
import dev.origami.account.Accounts;
import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.api.OperationTable;
import dev.origami.api.Unsettled;
import dev.origami.api.WireForm;
import dev.origami.auth.Gate;
import dev.origami.config.Config;
import dev.origami.config.WireLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.http.Front;
import dev.origami.id.AccountId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.instance.HostCapacity;
import dev.origami.key.MasterKey;
import dev.origami.machine.RecordedMachines;
import dev.origami.metadata.MetadataServer;
import dev.origami.operation.GuestMetadata;
import dev.origami.protocol.Dispatcher;
import dev.origami.protocol.WireReply;
import dev.origami.snapshot.UploadWriter;
import dev.origami.workflow.Run;
import dev.origami.workflow.RunId;
import dev.origami.workflow.StepListener;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Places;
import dev.origami.zone.PlacesException;
import dev.origami.zone.PlacesFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;

/** All operations of the service, put together as the service does, over machines that are recorded and not real. */
public final class WholeService implements AutoCloseable {
    public static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "ec2");
    public static final Caller BOB = new Caller(new AccountId("222222222222"), new Region("eu-west-1"), "ec2");

    /**
     * Two of Alice's, in eu-west-1a and in eu-west-1b; the first has its blocks in {@code hall}. The Local Zones of Los
     * Angeles have theirs in {@code angeles} and {@code angeles-b}.
     */
    public static final String OUTPOST = "arn:aws:outposts:eu-west-1:111111111111:outpost/op-0123456789abcdef0";

    public static final String OTHER_OUTPOST = "arn:aws:outposts:eu-west-1:111111111111:outpost/op-0123456789abcdef1";

    private final Storage storage;
    private final Rules rules;
    private final UploadWriter writer;
    private final WorkflowEngine engine;
    private final OperationTable table;
    private final Dispatcher dispatcher;
    private final RecordedMachines machines = new RecordedMachines();
    private final HeldLaunches launches = new HeldLaunches();
    private volatile Instant now = Instant.parse("2026-01-31T09:14:22Z");

    /**
     * Starts it.
     *
     * @param directory empty, with a short path: sockets are in it
     */
    public WholeService(Path directory) throws IOException {
        Config config = Unsettled.config();
        Places places = places(directory);
        rules = Rules.of(MasterKey.in(directory), places, () -> now, config);
        Path runtime = Files.createDirectories(directory.resolve("run"));
        storage = Storage.open(directory, runtime, places, rules.keys().dataKeys(), () -> now, config);
        engine = new WorkflowEngine(storage.database(), () -> now, launches);
        Operations operations =
                Operations.of(directory, storage, rules, engine, machines, new Sockets(directory), () -> now, config);
        writer = new UploadWriter(storage.database(), operations.uploads(), config.uploads());
        HostCapacity host = new HostCapacity(64, 640_000, 640_000, List.of());
        table = Apis.table(
                storage, rules, rules.ofLaunch(), operations, writer, machines, () -> host, () -> now, config);
        dispatcher = new Dispatcher(table, config.wire());
        operations.adoption().adopt();
        engine.start();
    }

    private static Places places(Path directory) throws IOException {
        Path file = directory.resolve("places.of-test");
        Files.writeString(file, """
                outpost op-0123456789abcdef0  zone eu-west-1a  account 111111111111  name "Hall 3"  blocks hall
                outpost op-0123456789abcdef1  zone eu-west-1b  account 111111111111
                zone us-west-2-lax-1a  blocks angeles
                zone us-west-2-lax-1b  blocks angeles-b
                """);
        try {
            return PlacesFile.read(file);
        } catch (PlacesException e) {
            throw new IOException(e);
        }
    }

    private record Sockets(Path directory) implements GuestMetadata {
        @Override
        public Path open(InstanceId id) {
            return directory.resolve(id + ".imds");
        }

        @Override
        public void close(InstanceId id) {}
    }

    public OperationTable table() {
        return table;
    }

    /** Its front door, where every key is let in. */
    public Gate gate() {
        return Gate.anyKey(new Accounts(storage.database(), () -> now), _ -> true, dispatcher);
    }

    /** Its front door, where these keys are known. */
    public Gate gate(AccessKeys keys) {
        return Gate.signed(keys, _ -> true, () -> now, Config.defaults().wire(), dispatcher);
    }

    /** A server with a front door of its own on a free port, where these keys are known. Signatures have today's time. */
    public Front front(AccessKeys keys) throws IOException {
        WireLimits limits = Config.defaults().wire();
        Gate gate = Gate.signed(keys, _ -> true, InstantSource.system(), limits, dispatcher);
        return Front.start("127.0.0.1", 0, gate, InstantSource.system(), limits);
    }

    /** The metadata of its instances, at sockets in that directory. */
    public MetadataServer metadata(Path sockets) {
        return new MetadataServer(
                sockets,
                database(),
                new MetadataServer.Sources(
                        rules.instances(),
                        rules.volumes(),
                        rules.interfaces(),
                        rules.groups(),
                        rules.tags(),
                        storage.identity()),
                rules.signs(),
                () -> now,
                Config.defaults().metadata());
    }

    public Instant now() {
        return now;
    }

    public Database database() {
        return storage.database();
    }

    public RecordedMachines machines() {
        return machines;
    }

    /** Asks as Alice: the action, then names and values in turn. */
    public Answer ask(String action, String... members) {
        return ask(ALICE, action, members);
    }

    /**
     * Asks.
     *
     * @throws ApiException the refusal
     */
    public Answer ask(Caller caller, String action, String... members) {
        return WireForm.ask(dispatcher, caller, action, members);
    }

    /** A completed snapshot of 1 GiB with nothing in it. */
    public String emptySnapshot() {
        String started = ebs("POST", "/snapshots", "", Map.of(), "{\"VolumeSize\":1}".getBytes(StandardCharsets.UTF_8))
                .body()
                .asUtf8String();
        String id = started.replaceFirst("(?s).*\"(snap-[0-9a-f]{17})\".*", "$1");
        WireReply _ =
                ebs("POST", "/snapshots/completion/" + id, "", Map.of("x-amz-ChangedBlocksCount", "0"), new byte[0]);
        settle();
        return id;
    }

    /** Registers an image whose one disk is the snapshot; answers its id. */
    public String registered(Caller owner, String name, String architecture, String snapshot) {
        return ask(
                        owner,
                        "RegisterImage",
                        "Name",
                        name,
                        "Architecture",
                        architecture,
                        "VirtualizationType",
                        "hvm",
                        "EnaSupport",
                        "true",
                        "RootDeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        snapshot)
                .text("imageId");
    }

    /** Asks EBS direct, as Alice. */
    public WireReply ebs(String method, String path, String query, Map<String, String> headers, byte[] body) {
        return ebs(ALICE, method, path, query, headers, body);
    }

    /** Asks EBS direct. */
    public WireReply ebs(
            Caller caller, String method, String path, String query, Map<String, String> headers, byte[] body) {
        return WireForm.rest(
                dispatcher,
                caller,
                dev.origami.api.Service.EBS,
                method,
                path,
                query,
                headers,
                SdkBytes.fromByteArray(body));
    }

    /** Asks the Recycle Bin, as Alice. */
    public WireReply rbin(String method, String path, String query, String json) {
        return rbin(ALICE, method, path, query, json);
    }

    /** Asks the Recycle Bin. */
    public WireReply rbin(Caller caller, String method, String path, String query, String json) {
        return WireForm.rest(
                dispatcher,
                caller,
                dev.origami.api.Service.RBIN,
                method,
                path,
                query,
                Map.of(),
                SdkBytes.fromUtf8String(json));
    }

    /** Asks KMS, as Alice: the operation and its members in JSON. */
    public String kms(String operation, String json) {
        return WireForm.kms(dispatcher, ALICE, operation, json);
    }

    /** Asks SSM, as Alice. */
    public String ssm(String operation, String json) {
        return WireForm.ssm(dispatcher, ALICE, operation, json);
    }

    /** Waits until nothing is under way but the launches that are held. */
    public void settle() {
        try {
            List<RunId> underWay = underWay();
            while (!underWay.isEmpty()) {
                for (RunId run : underWay) {
                    Optional<Run> _ = engine.await(run);
                }
                underWay = underWay();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<RunId> underWay() {
        return runs("state = 'running'").stream()
                .filter(run -> !launches.held.contains(run))
                .toList();
    }

    private List<RunId> runs(String which) {
        return database()
                .read(sql -> sql.select("SELECT id FROM workflow_run WHERE " + which)
                        .mapTo(Long.class)
                        .map(RunId::new)
                        .list());
    }

    /** Asks for something; the launches that come of it never get on, until the service is closed. */
    public Answer holdingLaunches(Supplier<Answer> request) {
        settle();
        launches.holding = true;
        try {
            Answer answer = request.get();
            launches.awaitHeld(() -> runs("kind = 'run-instances'"));
            return answer;
        } finally {
            launches.holding = false;
        }
    }

    /** Keeps launches from their first step on while it is asked to. */
    private static final class HeldLaunches implements StepListener {
        private final Set<RunId> held = ConcurrentHashMap.newKeySet();
        private volatile boolean holding;

        @Override
        public void before(Run run, String step) throws InterruptedException {
            if (holding && run.kind().equals("run-instances")) {
                synchronized (this) {
                    boolean _ = held.add(run.id());
                    notifyAll();
                    while (held.contains(run.id())) {
                        wait();
                    }
                }
            }
        }

        @Override
        public void after(Run run, String step) {}

        private synchronized void awaitHeld(Supplier<List<RunId>> launches) {
            try {
                while (!held.containsAll(launches.get())) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() throws IOException {
        engine.close();
        writer.close();
        storage.close();
    }
}
