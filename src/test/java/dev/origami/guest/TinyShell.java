package dev.origami.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A shell inside a {@link TinyGuest}, one command after the other. */
public final class TinyShell implements AutoCloseable {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);

    private final Socket socket;
    private final Writer in;
    private final BufferedReader out;

    private TinyShell(Socket socket) throws IOException {
        this.socket = socket;
        in = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
        out = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Waits until the guest behind this address answers a command.
     *
     * @throws IOException when it did not within the time
     */
    public static TinyShell connect(String host, int port, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return once(host, port, Duration.ofSeconds(2));
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("no shell at " + host + ":" + port + " within " + limit, notYet);
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    /** True when a command is answered within the time, asked once. */
    public static boolean answers(String host, int port, Duration limit) {
        try (TinyShell _ = once(host, port, limit)) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static TinyShell once(String host, int port, Duration limit) throws IOException {
        Socket socket = new Socket();
        try {
            // A forward takes the connection before the guest does, so only an answer counts.
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(limit.toMillis()));
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            TinyShell shell = new TinyShell(socket);
            shell.exec("true");
            socket.setSoTimeout(Math.toIntExact(COMMAND_LIMIT.toMillis()));
            return shell;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Runs a line of shell, and returns what it wrote to both outputs, without the last line end. */
    public String exec(String line) throws IOException {
        String marker = "end-" + UUID.randomUUID();
        in.write(line + "\necho; echo " + marker + "\n");
        in.flush();
        StringBuilder output = new StringBuilder();
        for (String answer = out.readLine(); !marker.equals(answer); answer = out.readLine()) {
            if (answer == null) {
                throw new IOException("the shell ended after: " + output);
            }
            output.append(answer).append('\n');
        }
        return output.toString().stripTrailing();
    }

    /** How long the guest has run, by its own clock. */
    public Duration uptime() throws IOException {
        double seconds = Double.parseDouble(exec("cut -d' ' -f1 /proc/uptime"));
        return Duration.ofNanos((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
