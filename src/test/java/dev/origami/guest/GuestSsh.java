package dev.origami.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands inside of a guest that has an ssh server, with OpenSSH's own client. */
public final class GuestSsh {
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String user;
    private final String host;
    private final int port;
    private final Path key;

    /**
     * A {@link TinyGuest}.
     *
     * @param key the file of the private key
     */
    public GuestSsh(String host, int port, Path key) {
        this("root", host, port, key);
    }

    private GuestSsh(String user, String host, int port, Path key) {
        this.user = user;
        this.host = host;
        this.port = port;
        this.key = key;
    }

    /** The same guest, entered as another user. */
    public GuestSsh as(String other) {
        return new GuestSsh(other, host, port, key);
    }

    /** What one run of ssh came to. */
    private record Answer(int exitCode, String printed) {}

    /** What the command printed; waits until the guest lets itself be entered. */
    public String await(String command, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Answer answer = run(command);
        while (answer.exitCode() != 0) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "ssh to " + host + ":" + port + " ended with " + answer.exitCode() + ": " + answer.printed());
            }
            Thread.sleep(PAUSE);
            answer = run(command);
        }
        return answer.printed();
    }

    /** Whether a key is let in; to be asked of a guest that others are let into. */
    public boolean letsIn() throws IOException, InterruptedException {
        return run("true").exitCode() == 0;
    }

    private Answer run(String command) throws IOException, InterruptedException {
        // Host keys are made at each boot, and addresses of this machine are used again.
        List<String> line = List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                key.toString(),
                "-p",
                Integer.toString(port),
                "-o",
                "BatchMode=yes",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "ConnectTimeout=20",
                "-o",
                "HostKeyAlgorithms=ssh-ed25519",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                user + "@" + host,
                command);
        Process ssh = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            ssh.getOutputStream().close();
            if (!ssh.waitFor(CALL_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return new Answer(-1, "no answer in " + CALL_PATIENCE);
            }
            return new Answer(
                    ssh.exitValue(), new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        } finally {
            Process _ = ssh.destroyForcibly();
        }
    }
}
