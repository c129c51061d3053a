package dev.origami.metadata;

import dev.origami.config.MetadataLimits;
import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instances;
import dev.origami.instance.identity.InstanceIdentity;
import dev.origami.metadata.GuestRequest.MalformedRequestException;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.GuestMetadata;
import dev.origami.tag.Tags;
import dev.origami.volume.Volumes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the metadata of each instance at a unix socket of its own: the socket tells who asks. */
public final class MetadataServer implements GuestMetadata, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetadataServer.class);
    private static final int BUFFER_BYTES = 8192;

    private final Path directory;
    private final MetadataAnswers answers;
    private final GuestSigns signs;
    private final MetadataLimits limits;
    private final Map<InstanceId, Door> doors = new ConcurrentHashMap<>();
    /** Ends connections whose time is over, so a guest that says nothing holds none for long; and keeps the pace. */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("metadata-timer").daemon().factory());

    /** Where one instance asks. */
    private record Door(InstanceId id, ServerSocketChannel socket, Pace pace) {}

    /**
     * What the service tells of.
     *
     * @param identity signs what an instance shows to others
     */
    public record Sources(
            Instances instances,
            Volumes volumes,
            NetworkInterfaces interfaces,
            SecurityGroups groups,
            Tags tags,
            InstanceIdentity identity) {}

    /**
     * Serves nobody yet.
     *
     * @param directory where the sockets lie: a short path, of this user alone
     * @param signs told of each guest that asks
     */
    public MetadataServer(
            Path directory,
            Database database,
            Sources sources,
            GuestSigns signs,
            InstantSource clock,
            MetadataLimits limits) {
        this.directory = directory;
        this.signs = signs;
        this.limits = limits;
        InstanceFacts facts = new InstanceFacts(
                database,
                sources.instances(),
                sources.volumes(),
                sources.interfaces(),
                sources.groups(),
                sources.tags(),
                sources.identity());
        this.answers = new MetadataAnswers(facts, new SessionTokens(clock), limits);
        long period = TimeUnit.SECONDS.toMillis(1) / Pace.REFILLS_PER_SECOND;
        Future<?> _ = timer.scheduleAtFixedRate(
                () -> doors.values().forEach(door -> door.pace().refill()), period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized Path open(InstanceId id) throws IOException {
        Path path = directory.resolve(id.value() + ".imds");
        if (!doors.containsKey(id)) {
            boolean _ = Files.deleteIfExists(path);
            ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            socket.bind(UnixDomainSocketAddress.of(path));
            Door door = new Door(id, socket, new Pace(limits.requestsAtOnce(), limits.requestsPerSecond()));
            doors.put(id, door);
            Thread _ = Thread.ofVirtual().name("metadata-" + id).start(() -> accept(door));
        }
        return path;
    }

    @Override
    public synchronized void close(InstanceId id) throws IOException {
        signs.forget(id);
        Door door = doors.remove(id);
        if (door != null) {
            door.socket().close();
        }
        boolean _ = Files.deleteIfExists(directory.resolve(id.value() + ".imds"));
    }

    /** Serves nobody any more; the sockets are made anew at the next start. */
    @Override
    public synchronized void close() throws IOException {
        for (Door door : doors.values()) {
            door.socket().close();
        }
        doors.clear();
        timer.shutdownNow();
    }

    private void accept(Door door) {
        ServerSocketChannel socket = door.socket();
        Semaphore room = new Semaphore(limits.connectionsPerInstance());
        while (socket.isOpen()) {
            try {
                room.acquire();
                SocketChannel connection = socket.accept();
                Thread _ = Thread.ofVirtual().start(() -> {
                    try {
                        serve(door, connection);
                    } finally {
                        room.release();
                    }
                });
            } catch (IOException e) {
                room.release();
                if (socket.isOpen()) {
                    log.warn("the metadata socket of {} failed", door.id(), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(Door door, SocketChannel connection) {
        Future<?> end = timer.schedule(
                () -> {
                    connection.close();
                    return null;
                },
                limits.connectionLife().toMillis(),
                TimeUnit.MILLISECONDS);
        try (connection;
                InputStream in = new BufferedInputStream(Channels.newInputStream(connection), BUFFER_BYTES);
                OutputStream out = Channels.newOutputStream(connection)) {
            boolean more = true;
            while (more) {
                more = exchange(door, in, out);
            }
        } catch (IOException e) {
            log.debug("a metadata connection of {} ended", door.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            boolean _ = end.cancel(false);
        }
    }

    private boolean exchange(Door door, InputStream in, OutputStream out) throws IOException, InterruptedException {
        try {
            Optional<GuestRequest> request = GuestRequest.read(in, limits.requestHeaderBytes());
            if (request.isEmpty()) {
                return false;
            }
            signs.heard(door.id());
            GuestAnswer answer = door.pace().take(() -> answer(door.id(), request.get()));
            send(out, answer, request.get().keepAlive(), request.get().method().equals("HEAD"));
            return request.get().keepAlive();
        } catch (MalformedRequestException e) {
            send(out, door.pace().take(() -> GuestAnswer.refused(400, "Bad Request")), false, false);
            return false;
        }
    }

    private GuestAnswer answer(InstanceId id, GuestRequest request) {
        try {
            return answers.answer(id, request);
        } catch (RuntimeException e) {
            log.error("metadata of {} failed: {}", id, request.path(), e);
            return GuestAnswer.refused(500, "Internal Server Error");
        }
    }

    private static void send(OutputStream out, GuestAnswer answer, boolean keepAlive, boolean headOnly)
            throws IOException {
        out.write(answer.toBytes(keepAlive, headOnly));
        out.flush();
    }
}
