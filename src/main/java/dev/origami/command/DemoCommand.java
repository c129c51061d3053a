package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.machine.qemu.Accelerator;
import dev.origami.workflow.StepListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Shows the main job with a service of its own, beside any other that runs. Whenever it ends, and however, no server of
 * it goes on; what it built stays, for the next time.
 */
@Command(
        name = "demo",
        description = "Show the main job: image, server, change, image of the change, servers of that.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /** Held, since loggers that nobody holds forget their level. What a server says of its own start is no news here. */
    private static final Logger LOGS = Logger.getLogger("");

    private static final String ACCOUNT = "default";
    private static final String REGION = "us-east-1";

    @Option(names = "--keep", description = "Keep the last server until Ctrl-C.")
    private boolean keep;

    // Read by the script that starts this, which has installed them by now; here so that it is understood.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--yes", description = "Install missing packages without asking.")
    private boolean yes;

    @Mixin
    private Where where = new Where();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Where the demo keeps what it makes. */
    static final class Where {
        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "Where it keeps what it makes (default: ~/.local/share/origami-demo).")
        private @Nullable Path dataDir;

        DataDirectory directory() {
            return dataDir == null ? DataDirectory.named("origami-demo") : DataDirectory.of(dataDir);
        }
    }

    @Override
    public Integer call() throws Exception {
        LOGS.setLevel(Level.WARNING);
        DataDirectory directory = where.directory();
        PrintWriter out = spec.commandLine().getOut();
        boolean emulated = Accelerator.probe(Config.defaults().guests()) != Accelerator.KVM;
        if (emulated) {
            out.println("KVM does not work here: servers are emulated, and boot in minutes. See ./origami doctor");
        }
        DemoSteps steps = new DemoSteps(out, emulated);
        try (Service service =
                steps.run("start a service of its own", new DemoSteps.Usual(2, 4), () -> start(directory))) {
            steps.say("it answers on " + service.url());
            Operator operator = Operator.of(directory);
            Clients clients = Clients.of(operator, ACCOUNT, REGION);
            try (Ec2Client ec2 = clients.ec2()) {
                Demo demo = new Demo(
                        operator, new DemoCloud(ec2), steps, directory.path().resolve("demo.pem"), REGION);
                DemoGuest last = demo.run();
                steps.total();
                if (keep) {
                    out.println("The last server runs until Ctrl-C. Enter it:");
                    out.println("    " + String.join(" ", last.sshCommand()));
                    out.flush();
                    new CountDownLatch(1).await();
                }
            }
        }
        tellWhatNext(out, directory);
        return 0;
    }

    /** From here on Ctrl-C, as every other end, takes the servers along. */
    private static Service start(DataDirectory directory) throws Exception {
        Service service = Service.start(
                new Service.Settings(directory, "127.0.0.1", 0, false),
                InstantSource.system(),
                Config.defaults(),
                StepListener.NONE);
        service.endGuestsWithIt();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(service::close));
        return service;
    }

    private static void tellWhatNext(PrintWriter out, DataDirectory directory) {
        String data = " --data-dir " + directory.path();
        out.println("Nothing of it runs any more. The images are kept; go on with them:");
        out.println("    ./origami serve --stop-guests" + data + " &");
        out.println("    eval \"$(./origami env" + data + ")\"");
        out.println("    aws ec2 describe-images --owners self amazon");
        out.flush();
    }
}
