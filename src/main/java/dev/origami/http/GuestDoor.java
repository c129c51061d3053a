package dev.origami.http;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.id.InstanceId;
import dev.origami.metadata.Pace;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one guest comes in: a socket, so many connections at a time, and so many requests in a second. */
final class GuestDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuestDoor.class);

    private final InstanceId id;
    private final ServerSocketChannel socket;
    private final Semaphore room;
    private final Pace pace;

    private GuestDoor(InstanceId id, ServerSocketChannel socket, GuestNetworkLimits limits) {
        this.id = id;
        this.socket = socket;
        this.room = new Semaphore(limits.apiConnections());
        this.pace = new Pace(limits.apiRequestsAtOnce(), limits.apiRequestsPerSecond());
    }

    /** Who comes waits until {@link #accept}. */
    static GuestDoor open(InstanceId id, Path path, GuestNetworkLimits limits) throws IOException {
        boolean _ = Files.deleteIfExists(path);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return new GuestDoor(id, socket.bind(UnixDomainSocketAddress.of(path)), limits);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Pace pace() {
        return pace;
    }

    /** Lets connections in, until it is closed. */
    void accept(GuestConnector connector) {
        while (socket.isOpen()) {
            try {
                room.acquire();
                SocketChannel connection = socket.accept();
                connector.serve(connection, this);
            } catch (IOException e) {
                left();
                if (socket.isOpen()) {
                    log.warn("the door of {} to the API failed", id, e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One of its connections is over. */
    void left() {
        room.release();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
