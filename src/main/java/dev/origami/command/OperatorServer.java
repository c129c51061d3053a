package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.error.ApiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's side of the operator socket: what the other commands of {@code ./origami} ask for. Whoever may open the
 * socket (mode 0600) owns the data directory; there is no other check.
 *
 * <p>One line of JSON {@code {"call": name, "arguments": {...}}} is answered with lines {@code {"progress": ...}} and a
 * last one, {@code {"result": ...}} or {@code {"error": "..."}}.
 */
final class OperatorServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OperatorServer.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ServerSocketChannel server;
    private final Path socket;
    private final Map<String, Call> calls;
    private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();

    /** One thing that can be asked for. A refusal is a {@link CommandException} or an {@link ApiException}. */
    @FunctionalInterface
    interface Call {
        JsonNode run(JsonNode arguments, Progress progress) throws Exception;
    }

    /** How far a call has come; in whatever unit the text names. */
    @FunctionalInterface
    interface Progress {
        void report(String text, long done, long total);
    }

    private OperatorServer(ServerSocketChannel server, Path socket, Map<String, Call> calls) {
        this.server = server;
        this.socket = socket;
        this.calls = Map.copyOf(calls);
    }

    static OperatorServer start(Path socket, Map<String, Call> calls) throws IOException {
        boolean _ = Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        OperatorServer operator = new OperatorServer(server, socket, calls);
        Thread _ = Thread.ofVirtual().name("operator").start(operator::accept);
        return operator;
    }

    @Override
    public void close() throws IOException {
        server.close();
        boolean _ = Files.deleteIfExists(socket);
        connections.shutdownNow();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                connections.execute(() -> serve(channel));
            } catch (IOException e) {
                if (server.isOpen()) {
                    log.warn("the operator socket failed", e);
                }
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            String line = in.readLine();
            if (line != null) {
                send(out, answer(JSON.readTree(line), out));
            }
        } catch (IOException e) {
            log.debug("a command went away", e);
        }
    }

    private ObjectNode answer(JsonNode request, Writer out) {
        ObjectNode answer = JSON.createObjectNode();
        Call call = calls.get(request.path("call").asText());
        if (call == null) {
            return answer.put("error", "the running service is of another version: restart it");
        }
        try {
            answer.set("result", call.run(request.path("arguments"), (text, done, total) -> {
                ObjectNode progress = JSON.createObjectNode();
                progress.putObject("progress")
                        .put("text", text)
                        .put("done", done)
                        .put("total", total);
                sendQuietly(out, progress);
            }));
        } catch (CommandException | ApiException e) {
            return answer.put("error", e.getMessage());
        } catch (Exception e) {
            log.error("operator call failed: {}", request.path("call").asText(), e);
            return answer.put("error", "it failed: " + e);
        }
        return answer;
    }

    private static void sendQuietly(Writer out, JsonNode message) {
        try {
            send(out, message);
        } catch (IOException e) {
            log.debug("a command went away", e);
        }
    }

    private static void send(Writer out, JsonNode message) throws IOException {
        synchronized (out) {
            out.write(message + "\n");
            out.flush();
        }
    }
}
