package dev.origami.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what points the AWS tools of a shell at the running service. */
@Command(
        name = "env",
        description = "Print the settings for the AWS tools: eval \"$(./origami env)\"",
        mixinStandardHelpOptions = true)
final class EnvCommand implements Callable<Integer> {
    /** The first versions of the CLI that know AWS_ENDPOINT_URL, by major version. */
    private static final int[] FIRST_MINOR = {0, 29, 13};

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIALS = Duration.ofMillis(100);
    private static final Pattern VERSION = Pattern.compile("aws-cli/(\\d+)\\.(\\d+)");

    @Option(names = "--wait", description = "Wait until the service answers, for at most 30 seconds.")
    private boolean wait;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException, InterruptedException {
        if (wait) {
            awaitService();
        }
        Clients clients = service.clients();
        PrintWriter out = spec.commandLine().getOut();
        out.println("export AWS_ENDPOINT_URL=" + clients.url());
        out.println("export AWS_ACCESS_KEY_ID=" + clients.accessKeyId());
        out.println("export AWS_SECRET_ACCESS_KEY=" + clients.secretAccessKey());
        out.println("export AWS_REGION=" + clients.region());
        out.println("export AWS_DEFAULT_REGION=" + clients.region());
        out.println("export AWS_PAGER=");
        out.println("unset AWS_PROFILE AWS_SESSION_TOKEN");
        if (isTooOld(installedVersion())) {
            out.println("aws() { command aws --endpoint-url " + clients.url() + " \"$@\"; }");
            spec.commandLine()
                    .getErr()
                    .println("origami: your aws does not know AWS_ENDPOINT_URL; a function aws() gives it"
                            + " --endpoint-url. In scripts, do the same.");
        }
        out.flush();
        return 0;
    }

    /** For a service that was started on the line before. */
    private void awaitService() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Operator.find(service.directory()).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(BETWEEN_TRIALS);
        }
    }

    /** Whether the CLI that calls itself so ignores AWS_ENDPOINT_URL. */
    static boolean isTooOld(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            return false;
        }
        int major = Integer.parseInt(matcher.group(1));
        return major < FIRST_MINOR.length && Integer.parseInt(matcher.group(2)) < FIRST_MINOR[major];
    }

    /** What {@code aws --version} prints; empty when there is none. */
    private static String installedVersion() {
        try {
            Process aws = new ProcessBuilder("aws", "--version")
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            if (!aws.waitFor(5, TimeUnit.SECONDS)) {
                aws.destroyForcibly();
                return "";
            }
            return new String(aws.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
