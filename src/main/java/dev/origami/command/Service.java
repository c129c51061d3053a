package dev.origami.command;

import dev.origami.account.Account;
import dev.origami.account.Accounts;
import dev.origami.api.OperationTable;
import dev.origami.auth.Gate;
import dev.origami.config.Config;
import dev.origami.http.Front;
import dev.origami.image.PvGrubKernels;
import dev.origami.instance.HostCapacity;
import dev.origami.key.MasterKey;
import dev.origami.key.MasterKeyException;
import dev.origami.machine.Machines;
import dev.origami.operation.BlockDamage;
import dev.origami.protocol.Dispatcher;
import dev.origami.snapshot.UploadWriter;
import dev.origami.workflow.StepListener;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Places;
import dev.origami.zone.RegionFacts;
import dev.origami.zone.Zones;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole service over one data directory, put together. What it opened is closed in the reverse order. */
final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Front front;
    private @Nullable StopGuests stopGuests;
    private volatile boolean endGuests;
    private OperationTable table = new OperationTable();

    /**
     * How a service is to be.
     *
     * @param port 0 for any free one
     * @param anyKey whether every key and signature is let in
     * @param guestApi whether guests reach the API, with signed requests only
     * @param masterKey the operator's; empty: the service's own
     * @param places what the operator says of places; empty: what {@code places} in the data directory says, if it is
     *     there
     */
    record Settings(
            DataDirectory directory,
            String host,
            int port,
            boolean anyKey,
            boolean guestApi,
            Optional<Path> masterKey,
            Optional<Path> places) {
        Settings(DataDirectory directory, String host, int port, boolean anyKey, Optional<Path> masterKey) {
            this(directory, host, port, anyKey, true, masterKey, Optional.empty());
        }
    }

    private Service(Settings settings, boolean answering, InstantSource clock, Config config, StepListener steps)
            throws CommandException, IOException {
        try {
            open(settings, answering, clock, config, steps);
        } catch (CommandException | IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts the service; returns when it answers. */
    static Service start(Settings settings, InstantSource clock, Config config, StepListener steps)
            throws CommandException, IOException {
        return new Service(settings, true, clock, config, steps);
    }

    /** The same without its front door and its operator socket: nobody else can ask it for anything. */
    static Service behindClosedDoors(DataDirectory directory) throws CommandException, IOException {
        return new Service(
                new Settings(directory, "127.0.0.1", 0, false, Optional.empty()),
                false,
                InstantSource.system(),
                Config.defaults(),
                StepListener.NONE);
    }

    /** Where it answers; empty when it does not. */
    String url() {
        return front == null ? "" : front.origin().toString();
    }

    /** What it can do. */
    OperationTable table() {
        return table;
    }

    /** How many guests go on when the service ends. */
    int runningGuests() {
        return stopGuests == null ? 0 : stopGuests.running();
    }

    /** Ends all guests, as StopInstances does; answers how many there were. */
    int stopGuests() throws InterruptedException {
        return stopGuests == null ? 0 : stopGuests.run((_, _, _) -> {});
    }

    /** From now on no guest outlives the service: its end cuts the power of all. */
    void endGuestsWithIt() {
        endGuests = true;
    }

    private void open(Settings settings, boolean answering, InstantSource clock, Config config, StepListener steps)
            throws CommandException, IOException {
        DataDirectory directory = settings.directory();
        directory.create();
        FileChannel lock = opened(directory.lock());
        log.debug("working on {} ({})", directory.path(), lock);
        Path runtime = directory.runtime();
        Future<Boolean> namespaces = Guests.tryNetworks(directory.path(), config);
        MasterKey master = settings.masterKey().map(MasterKey::given).orElseGet(() -> MasterKey.in(directory.path()));
        Places places = places(settings);
        Rules rules = Rules.of(master, places, clock, config);
        Storage storage = opened(
                Storage.open(directory.path(), runtime, places, rules.keys().dataKeys(), clock, config));
        Accounts accounts = new Accounts(storage.database(), clock);
        Account _ = accounts.defaultAccount();
        storage.database()
                .writing(transaction -> PvGrubKernels.settle(
                        transaction,
                        Zones.regions().stream().map(RegionFacts::region).toList(),
                        clock.instant()));
        if (answering) {
            requireMasterKey(master, storage);
        }
        BlockDamage damage =
                opened(new BlockDamage(storage.database(), rules.snapshots(), rules.volumes(), storage.blocks()));
        storage.blocks().listen(damage);
        WorkflowEngine engine = new WorkflowEngine(storage.database(), clock, steps);
        Guests guests = opened(
                Guests.open(directory.path(), runtime, storage, rules, namespaces, settings.guestApi(), clock, config));
        Machines machines = guests.machines();
        Operations operations =
                Operations.of(directory.path(), storage, rules, engine, machines, guests.doors(), clock, config);
        UploadWriter writer = opened(new UploadWriter(storage.database(), operations.uploads(), config.uploads()));
        table = Apis.table(
                storage, rules, rules.ofLaunch(), operations, writer, machines, HostCapacity::measure, clock, config);

        operations.adoption().adopt();
        stopGuests = new StopGuests(storage.database(), rules.instances(), operations.stopInstance(), engine, machines);
        Deque<AutoCloseable> _ = push(this::cutPowerWhereAsked);
        Deque<AutoCloseable> _ = push(engine);
        engine.start();
        damage.start();
        Collection collection = new Collection(storage, rules, operations.recycleBin());
        collectRegularly(collection, storage, rules, machines, config);
        if (!answering) {
            return;
        }

        Dispatcher dispatcher = new Dispatcher(table, config.wire());
        Gate signed = Gate.signed(accounts, Zones::isKnown, clock, config.wire(), dispatcher);
        Gate gate = settings.anyKey() ? Gate.anyKey(accounts, Zones::isKnown, dispatcher) : signed;
        Front started = opened(listen(settings, gate, clock, config));
        front = started;
        if (guests.doors().api().isPresent()) {
            // Whoever else is let in, a guest shows a signature.
            guests.doors().api().get().answer(signed);
        }
        OperatorCalls calls = new OperatorCalls(
                accounts,
                storage,
                rules,
                damage,
                collection,
                operations.buildImage(),
                operations.registerBootFile(),
                guests.networks(),
                stopGuests,
                engine,
                clock);
        Path socket = runtime.resolve("operator.sock");
        OperatorServer _ = opened(OperatorServer.start(socket, calls.all()));
        directory.announce(new DataDirectory.Address(started.origin().toString(), socket));
        Deque<AutoCloseable> _ = push(directory::withdraw);
    }

    /** After the engine's end, when nothing can start one any more. */
    private void cutPowerWhereAsked() throws InterruptedException {
        if (endGuests && stopGuests != null) {
            stopGuests.cutPower();
        }
    }

    private static Front listen(Settings settings, Gate gate, InstantSource clock, Config config)
            throws CommandException {
        try {
            return Front.start(settings.host(), settings.port(), gate, clock, config.wire());
        } catch (IOException e) {
            throw new CommandException(e.getMessage() + ". Use another port: ./origami serve --port 0");
        }
    }

    /** Gives back the space of blocks that nothing refers to any more, and of machines that are forgotten. */
    private void collectRegularly(
            Collection collection, Storage storage, Rules rules, Machines machines, Config config) {
        ScheduledExecutorService collector = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("collector").daemon().factory());
        Deque<AutoCloseable> _ = push(collector::shutdownNow);
        long seconds = config.service().collectEvery().toSeconds();
        var _ = collector.scheduleWithFixedDelay(
                () -> {
                    try {
                        var _ = collection.run();
                        machines.keepOnly(() -> storage.database().read(rules.instances()::known));
                        storage.database().writing(rules.keys().keys()::deleteGone);
                    } catch (IOException | RuntimeException e) {
                        log.error("the space of dead blocks cannot be given back now", e);
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    private static Places places(Settings settings) throws CommandException {
        return PlacesCommand.read(settings.places(), settings.directory());
    }

    /** Before the first request, or a key would be missed when it is needed. */
    private static void requireMasterKey(MasterKey master, Storage storage) throws CommandException {
        try {
            boolean _ = storage.database().read(sql -> {
                master.check(sql);
                return true;
            });
        } catch (MasterKeyException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private Deque<AutoCloseable> push(AutoCloseable resource) {
        opened.push(resource);
        return opened;
    }

    /** Stops the service; guests go on, unless {@link #endGuestsWithIt}. Twice is as once. */
    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                log.warn("something does not close", e);
            }
        }
    }
}
