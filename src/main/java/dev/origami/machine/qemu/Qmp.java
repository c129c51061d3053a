package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.machine.MachineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a QEMU's control socket. Every command has a time limit: one that needs a disk that does not answer
 * blocks QEMU itself.
 */
final class Qmp implements AutoCloseable {
    static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final String GONE = "the machine is gone";

    private final SocketChannel channel;
    private final Duration patience;
    private final Consumer<JsonNode> events;
    private final Runnable ended;
    private final AtomicLong nextId = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private Qmp(SocketChannel channel, Duration patience, Consumer<JsonNode> events, Runnable ended) {
        this.channel = channel;
        this.patience = patience;
        this.events = events;
        this.ended = ended;
    }

    /**
     * Connects and makes the connection ready for commands.
     *
     * @param patience how long any command may take
     * @param events hears of each event, in order, on the thread that reads: it must not send commands itself
     * @param ended told once when the connection is gone, which is when QEMU is
     */
    static Qmp connect(Path socket, Duration patience, Consumer<JsonNode> events, Runnable ended)
            throws IOException, MachineException, InterruptedException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
            Qmp qmp = new Qmp(channel, patience, events, ended);
            CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
            qmp.answers.put(-1L, greeting);
            Thread _ = Thread.ofVirtual().name("qmp").start(qmp::read);
            JsonNode _ = qmp.await("greeting", greeting, patience);
            JsonNode _ = qmp.execute("qmp_capabilities");
            return qmp;
        } catch (IOException | MachineException | InterruptedException e) {
            channel.close();
            throw e;
        }
    }

    JsonNode execute(String command) throws MachineException, InterruptedException {
        return execute(command, null);
    }

    /** Answers what QEMU returns. */
    JsonNode execute(String command, @Nullable ObjectNode arguments) throws MachineException, InterruptedException {
        return execute(command, arguments, patience);
    }

    JsonNode execute(String command, @Nullable ObjectNode arguments, Duration limit)
            throws MachineException, InterruptedException {
        long id = nextId.incrementAndGet();
        ObjectNode request = JSON.createObjectNode().put("execute", command).put("id", id);
        if (arguments != null) {
            request.set("arguments", arguments);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        try {
            send(request);
            return await(command, answer, limit);
        } finally {
            answers.remove(id);
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private void send(ObjectNode request) throws MachineException {
        ByteBuffer bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (channel) {
                while (bytes.hasRemaining()) {
                    int _ = channel.write(bytes);
                }
            }
        } catch (IOException e) {
            throw new MachineException(GONE, e);
        }
    }

    private JsonNode await(String command, CompletableFuture<JsonNode> answer, Duration limit)
            throws MachineException, InterruptedException {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MachineException failed) {
                throw failed;
            }
            throw new MachineException(command + " failed", e);
        } catch (TimeoutException e) {
            throw new MachineException("the machine does not answer to " + command + " within " + limit, e);
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                dispatch(JSON.readTree(line));
            }
        } catch (IOException e) {
            // The end of the connection is what `ended` tells, however it came.
        } finally {
            close();
            answers.values().forEach(answer -> {
                boolean _ = answer.completeExceptionally(new MachineException(GONE));
            });
            ended.run();
        }
    }

    private void dispatch(JsonNode message) {
        if (message.has("event")) {
            events.accept(message);
            return;
        }
        CompletableFuture<JsonNode> answer = answers.get(message.path("id").asLong(-1));
        if (answer == null) {
            return;
        }
        if (message.has("error")) {
            boolean _ = answer.completeExceptionally(
                    new MachineException(message.path("error").path("desc").asText()));
        } else {
            boolean _ = answer.complete(message.path("return"));
        }
    }
}
