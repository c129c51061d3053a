package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.machine.qemu.Accelerator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
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

    @Option(names = "--keep", description = "Keep the service and the servers until Ctrl-C.")
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
            out.println("No KVM here: servers are emulated, and boot in minutes. See ./origami doctor");
        }
        DemoSteps steps = new DemoSteps(out, Ansi.AUTO.enabled(), emulated);
        try (DemoService service = new DemoService(directory, steps)) {
            try {
                show(service, directory, steps, out);
            } catch (Exception failure) {
                service.holdWhenEnding();
                throw failure;
            }
        }
        tellWhatNext(out, directory);
        return 0;
    }

    private void show(DemoService service, DataDirectory directory, DemoSteps steps, PrintWriter out) throws Exception {
        steps.say(
                "it answers on " + steps.run("start a service of its own", new DemoSteps.Usual(1, 2), service::start));
        Operator operator = Operator.of(directory);
        try (Ec2Client ec2 = Clients.of(operator, ACCOUNT, REGION).ec2()) {
            Path key = directory.path().resolve("demo.pem");
            DemoGuest last = new Demo(operator, new DemoCloud(ec2), steps, key, REGION).run();
            steps.total();
            if (keep) {
                tellWhatRuns(out, directory, last);
                new CountDownLatch(1).await();
            }
        }
    }

    private static void tellWhatRuns(PrintWriter out, DataDirectory directory, DemoGuest last) throws CommandException {
        out.println("The service and the servers stay until Ctrl-C ends them. From another terminal:");
        out.println("    " + ShellText.line(last.sshCommand()));
        out.println("    curl " + last.url());
        out.println("    " + environment(directory) + " && aws ec2 describe-instances");
        out.flush();
    }

    private static void tellWhatNext(PrintWriter out, DataDirectory directory) {
        String data = directory.path().toString();
        out.println("Nothing of it runs any more. The images are kept; go on with them:");
        out.println("    " + ShellText.line(List.of(ShellText.launcher(), "serve", "--stop-guests", "--data-dir", data))
                + " &");
        out.println("    " + environment(directory));
        out.println("    aws ec2 describe-images --owners self amazon");
        out.flush();
    }

    private static String environment(DataDirectory directory) {
        return "eval \"$("
                + ShellText.line(List.of(
                        ShellText.launcher(),
                        "env",
                        "--wait",
                        "--data-dir",
                        directory.path().toString()))
                + ")\"";
    }
}
