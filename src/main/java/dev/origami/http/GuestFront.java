package dev.origami.http;

import dev.origami.auth.Gate;
import dev.origami.config.GuestNetworkLimits;
import dev.origami.config.WireLimits;
import dev.origami.id.InstanceId;
import dev.origami.machine.network.ApiSockets;
import dev.origami.metadata.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The way in for guests: the API under one address of their networks. It has sockets, threads and limits of its own, so
 * that guests take nothing from those who come to {@link Front}; each guest has a socket of its own, so that none takes
 * from another. Nothing runs before the first guest is there.
 */
public final class GuestFront implements ApiSockets, AutoCloseable {
    private static final int IO_THREADS = 4;
    private static final int HTTP_PORT = 80;

    private final Path directory;
    private final InstantSource time;
    private final WireLimits wire;
    private final GuestNetworkLimits limits;
    private final Map<InstanceId, GuestDoor> doors = new ConcurrentHashMap<>();
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("guest-pace").daemon().factory());
    private @Nullable Gate gate;
    private @Nullable GuestConnector connector;

    /** @param directory where the sockets lie: a short path, of this user alone */
    public GuestFront(Path directory, InstantSource time, WireLimits wire, GuestNetworkLimits limits) {
        this.directory = directory;
        this.time = time;
        this.wire = wire;
        this.limits = limits;
    }

    @Override
    public Optional<Path> of(InstanceId id) {
        return Optional.of(directory.resolve(id.value() + ".api"));
    }

    /** Lets a guest come in from now on; twice is as once. Before {@link #answer} it waits. */
    public synchronized void open(InstanceId id) throws IOException {
        if (!doors.containsKey(id)) {
            GuestDoor door = GuestDoor.open(id, of(id).orElseThrow(), limits);
            doors.put(id, door);
            letIn(door);
        }
    }

    /** The guest is gone. */
    public synchronized void close(InstanceId id) throws IOException {
        GuestDoor door = doors.remove(id);
        if (door != null) {
            door.close();
        }
        boolean _ = Files.deleteIfExists(of(id).orElseThrow());
    }

    /** Answers from now on, through this gate: one that checks signatures, since guests are nobody's friends. */
    public synchronized void answer(Gate newGate) throws IOException {
        gate = newGate;
        for (GuestDoor door : doors.values()) {
            letIn(door);
        }
    }

    private void letIn(GuestDoor door) throws IOException {
        Gate known = gate;
        if (known != null) {
            GuestConnector started = connector == null ? start(known) : connector;
            connector = started;
            Thread _ = Thread.ofVirtual().name("guest-door").start(() -> door.accept(started));
        }
    }

    private GuestConnector start(Gate known) throws IOException {
        Server server = Front.server("guests", IO_THREADS, requests, known, wire);
        GuestConnector made = new GuestConnector(server, new HttpConnectionFactory(Front.http(wire)));
        made.setIdleTimeout(wire.idleTime().toMillis());
        made.setShutdownIdleTimeout(wire.pressedIdleTime().toMillis());
        made.addBean(new SlowClients(made, wire));
        server.addConnector(made);
        OwnOrigin own = new OwnOrigin(ADDRESS, HTTP_PORT);
        server.setHandler(new GracefulHandler(new Paced(new RequestHandler(own, known, time, wire), made)));
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("guests cannot be let in to the API: " + e.getMessage(), e);
        }
        long period = TimeUnit.SECONDS.toMillis(1) / Pace.REFILLS_PER_SECOND;
        Future<?> _ = timer.scheduleAtFixedRate(
                () -> doors.values().forEach(door -> door.pace().refill()), period, period, TimeUnit.MILLISECONDS);
        return made;
    }

    /** Lets nobody in any more; the sockets are made anew at the next start. */
    @Override
    public synchronized void close() throws IOException {
        gate = null;
        timer.shutdownNow();
        for (GuestDoor door : doors.values()) {
            door.close();
        }
        doors.clear();
        try {
            if (connector != null) {
                connector.getServer().stop();
            }
        } catch (Exception e) {
            throw new IOException("the HTTP server for guests did not stop", e);
        } finally {
            requests.close();
        }
    }

    /** Holds each guest to its own pace. */
    private static final class Paced extends Handler.Wrapper {
        private final GuestConnector connector;

        Paced(Handler handler, GuestConnector connector) {
            super(handler);
            this.connector = connector;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Optional<GuestDoor> door = connector.door(request);
            if (door.isPresent()) {
                door.get().pace().await();
            }
            return super.handle(request, response, callback);
        }
    }
}
