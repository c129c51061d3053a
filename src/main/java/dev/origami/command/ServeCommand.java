package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.database.Database;
import dev.origami.http.Front;
import dev.origami.machine.network.ApiSockets;
import dev.origami.workflow.StepListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The service, in the foreground. */
@Command(name = ServeCommand.NAME, description = "Run the service, in the foreground.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    static final String NAME = "serve";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "4566",
            description = "Where to listen; 0 picks a free port (default: ${DEFAULT-VALUE}).")
    private int port = 4566;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept (default: ~/.local/share/origami).")
    private @Nullable Path dataDir;

    @Option(names = "--database", paramLabel = "URL", description = "Another database. Not built yet.")
    private @Nullable String database;

    @Option(names = "--blocks", paramLabel = "URL", description = "Another store for blocks. Not built yet.")
    private @Nullable String blocks;

    @Option(
            names = "--master-key",
            paramLabel = "FILE",
            description = "The key that all keys of KMS lie under, 32 random bytes in base64, mode 0600"
                    + " (default: master.key in the data directory, made when it is needed).")
    private @Nullable Path masterKey;

    @Option(
            names = "--places",
            paramLabel = "FILE",
            description = "What regions, zones and Outposts have of their own, see ./origami places --help"
                    + " (default: the file places in the data directory, if it is there).")
    private @Nullable Path places;

    @Option(names = "--open", description = "Open the console. Not built yet.")
    private boolean open;

    @Option(
            names = "--any-key",
            description = "Let in every key and signature; for tests on loopback. A 12-digit key is its account.")
    private boolean anyKey;

    @Option(
            names = "--no-guest-api",
            description = "Let no server reach the API; else each does at http://" + ApiSockets.ADDRESS
                    + ", with signed requests only.")
    private boolean noGuestApi;

    @Option(names = "--stop-guests", description = "End all servers when the service ends.")
    private boolean stopGuests;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Begins to load what a start needs from libraries, beside the reading of the command line. */
    static void loadAhead() {
        Thread _ = Thread.ofPlatform().daemon().name("load-ahead").start(() -> {
            Database.loadAhead();
            Front.loadAhead();
        });
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        refuseWhatIsNotBuilt();
        DataDirectory directory = DataDirectory.of(dataDir);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            asked.countDown();
            awaitQuietly(ended);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try (Service service = Service.start(
                new Service.Settings(
                        directory,
                        host,
                        port,
                        anyKey,
                        !noGuestApi,
                        Optional.ofNullable(masterKey),
                        Optional.ofNullable(places)),
                InstantSource.system(),
                Config.defaults(),
                StepListener.NONE)) {
            spec.commandLine().getOut().println("origami ready on " + service.url());
            spec.commandLine().getOut().flush();
            asked.await();
            if (stopGuests) {
                service.stopGuests();
            } else {
                tellOfGuests(service.runningGuests(), directory);
            }
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private void refuseWhatIsNotBuilt() throws CommandException {
        if (database != null) {
            throw new CommandException("--database is not built yet: the embedded database is used without it");
        }
        if (blocks != null) {
            throw new CommandException("--blocks is not built yet: blocks lie in the data directory without it");
        }
        if (open) {
            throw new CommandException("--open is not built yet: there is no console. Use the AWS CLI: ./origami env");
        }
        if (anyKey && !LOOPBACK.contains(host)) {
            throw new CommandException("--any-key lets everybody in, so it is for loopback only. Leave out --host.");
        }
    }

    private void tellOfGuests(int running, DataDirectory directory) {
        if (running > 0) {
            String where = dataDir == null ? "" : " --data-dir " + directory.path();
            spec.commandLine()
                    .getErr()
                    .println("origami: " + running + (running == 1 ? " server goes" : " servers go")
                            + " on. To end them: ./origami stop" + where);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
