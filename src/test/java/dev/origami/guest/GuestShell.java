package dev.origami.guest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs commands inside of a {@link TinyGuest}, each over a connection of its own. */
public final class GuestShell {
    /** Where the guest listens. */
    public static final int PORT = 7000;

    private static final String END = "tiny-exit:";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A connection made before the guest has its address may hang for good. */
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final InetSocketAddress address;

    public GuestShell(String host, int port) {
        this.address = new InetSocketAddress(host, port);
    }

    /**
     * Answers what the command printed on either of its outputs, without white space around.
     *
     * @throws IOException when the guest cannot be reached, or the command's exit code is not 0
     */
    public String exec(String command) throws IOException {
        return exec(command, PATIENCE);
    }

    /** As {@link #exec(String)}, for a command that takes long. */
    public String exec(String command, Duration patience) throws IOException {
        String output = answer(command, patience);
        int end = output.lastIndexOf(END);
        if (end < 0) {
            throw new IOException("the guest did not answer to the end: " + output);
        }
        String code = output.substring(end + END.length()).strip();
        String printed = output.substring(0, end).strip();
        if (!code.equals("0")) {
            throw new IOException(command + " ended with " + code + ": " + printed);
        }
        return printed;
    }

    /** Waits for the guest to answer; the connection is refused, or dropped, until it does. */
    public void awaitReady(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no shell at " + address + " within " + patience);
            }
            boolean _ = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    public boolean isReady() {
        try {
            return exec("echo ready", ATTEMPT).equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    private String answer(String command, Duration patience) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            // A program of its own: what it leaves in the background does not hold the connection.
            String script = "f=/run/command.$$\ncat > $f <<'tiny-end'\n" + command
                    + "\ntiny-end\nsh $f </dev/null 2>&1\n" + "echo " + END + "$?\nrm $f\nexit\n";
            socket.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
