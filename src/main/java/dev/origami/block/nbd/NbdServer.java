package dev.origami.block.nbd;

import dev.origami.config.NbdLimits;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves disks read-only over NBD on one unix socket that only this user may open. Each connection has a platform thread
 * of its own; what a client does wrong ends its connection and no other.
 */
public final class NbdServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NbdServer.class);
    private static final int BACKLOG = 128;

    private final Path socket;
    private final NbdExports exports;
    private final NbdLimits limits;
    private final ServerSocketChannel listener;
    private final Semaphore free;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread accepting;

    private NbdServer(Path socket, NbdExports exports, NbdLimits limits, ServerSocketChannel listener) {
        this.socket = socket;
        this.exports = exports;
        this.limits = limits;
        this.listener = listener;
        this.free = new Semaphore(limits.maxConnections());
        this.accepting = Thread.ofPlatform().name("nbd-accept").daemon().unstarted(this::accept);
    }

    /**
     * Starts to serve. A socket that an earlier server left at that path is replaced.
     *
     * @throws IOException if the socket cannot be made, for one because its path is too long
     */
    public static NbdServer start(Path socket, NbdExports exports, NbdLimits limits) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        // Made under another name first: at the real one it never stands with wider permissions.
        Path unready = socket.resolveSibling(socket.getFileName() + ".new");
        try {
            Files.deleteIfExists(unready);
            listener.bind(UnixDomainSocketAddress.of(unready), BACKLOG);
            Files.setPosixFilePermissions(unready, PosixFilePermissions.fromString("rw-------"));
            Files.move(unready, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            listener.close();
            Files.deleteIfExists(unready);
            throw e;
        }
        NbdServer server = new NbdServer(socket, exports, limits, listener);
        server.accepting.start();
        return server;
    }

    /** Where clients connect. */
    public Path socket() {
        return socket;
    }

    private void accept() {
        while (closing.getCount() > 0) {
            try {
                SocketChannel connection = listener.accept();
                if (!free.tryAcquire()) {
                    LOG.warn("{} NBD connections are open; one more is closed", limits.maxConnections());
                    connection.close();
                    continue;
                }
                connections.add(connection);
                Thread.ofPlatform().name("nbd-connection").daemon().start(() -> serve(connection));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("An NBD connection could not be accepted", e);
                if (waitedUntilClosing()) {
                    return;
                }
            }
        }
    }

    /** Accepting fails over and over while file descriptors are short. */
    private boolean waitedUntilClosing() {
        try {
            return closing.await(limits.retryPause().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            if (closing.getCount() == 0) {
                return;
            }
            connection.setOption(StandardSocketOptions.SO_SNDBUF, limits.socketBufferBytes());
            NbdInput input = new NbdInput(connection, limits.requestBufferBytes());
            Optional<NbdNegotiation.Agreed> agreed = new NbdNegotiation(connection, input, exports, limits).run();
            if (agreed.isPresent()) {
                try (NbdDisk disk = agreed.get().disk()) {
                    LOG.debug("An NBD connection reads a disk of {} bytes", disk.sizeBytes());
                    NbdReplies replies = new NbdReplies(connection, agreed.get().structured(), limits.batchBytes());
                    new NbdTransmission(input, replies, agreed.get(), limits, closing).run();
                }
            }
        } catch (NbdProtocolException e) {
            LOG.warn("An NBD connection is closed: {}", e.getMessage());
        } catch (IOException e) {
            LOG.debug("An NBD connection ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
            free.release();
        }
    }

    /** Ends every connection. Guests that read from here wait, and connect again when a server is back. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        listener.close();
        Files.deleteIfExists(socket);
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
