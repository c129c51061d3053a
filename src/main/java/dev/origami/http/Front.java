package dev.origami.http;

import dev.origami.auth.Gate;
import dev.origami.config.WireLimits;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server. It listens when {@link #start} returns; {@link #close} lets running requests end, within limits.
 * Each request has a virtual thread; a few platform threads move the bytes.
 */
public final class Front implements AutoCloseable {
    private static final int IO_THREADS = 8;
    private static final int IDLE_THREAD_MILLIS = 60_000;

    private final Server server;
    private final ExecutorService requests;
    private final URI origin;

    private Front(Server server, ExecutorService requests, URI origin) {
        this.server = server;
        this.requests = requests;
        this.origin = origin;
    }

    /** Loads the HTTP server's classes, so that the first {@link #start} takes less. */
    public static void loadAhead() {
        Server _ = new Server(
                new QueuedThreadPool(IO_THREADS, IO_THREADS, IDLE_THREAD_MILLIS, new LinkedBlockingQueue<>()));
        HttpConnectionFactory _ = new HttpConnectionFactory();
    }

    /**
     * Starts the server.
     *
     * @param host the address to listen on
     * @param port 0 for any free one
     * @throws IOException when the address cannot be had
     */
    public static Front start(String host, int port, Gate gate, InstantSource time, WireLimits limits)
            throws IOException {
        ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
        Server server = server("http", IO_THREADS, requests, gate, limits);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http(limits)));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(limits.idleTime().toMillis());
        connector.setShutdownIdleTimeout(limits.pressedIdleTime().toMillis());
        connector.addBean(new SlowClients(connector, limits));
        server.addConnector(connector);
        NetworkConnectionLimit connections = new NetworkConnectionLimit(limits.connections(), connector);
        connections.setEndPointIdleTimeout(limits.pressedIdleTime().toMillis());
        server.addBean(connections);
        try {
            connector.open();
            OwnOrigin own = new OwnOrigin(host, connector.getLocalPort());
            server.setHandler(new GracefulHandler(new RequestHandler(own, gate, time, limits)));
            server.start();
            return new Front(server, requests, own.uri());
        } catch (Exception e) {
            connector.close();
            requests.close();
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** A server without connectors and handler. */
    static Server server(String name, int threads, ExecutorService requests, Gate gate, WireLimits limits) {
        // With a queue of its own the pool would ask the JVM's management for its lines of cache: a fifth of a start.
        QueuedThreadPool pool = new QueuedThreadPool(threads, threads, IDLE_THREAD_MILLIS, new LinkedBlockingQueue<>());
        pool.setName(name);
        pool.setVirtualThreadsExecutor(requests);
        Server server = new Server(pool);
        server.setStopTimeout(limits.stopTime().toMillis());
        server.setErrorHandler(new RefusedByServer(gate));
        return server;
    }

    static HttpConfiguration http(WireLimits limits) {
        HttpConfiguration http = new HttpConfiguration();
        // Signatures cover the path as it was sent, so nothing may tidy it up on the way here.
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(limits.headerBytes());
        // They cover headers as well, so none may come in the case that an earlier request of the connection had.
        http.setHeaderCacheCaseSensitive(true);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        return http;
    }

    /** Where clients find it, for example {@code http://127.0.0.1:4566}. */
    public URI origin() {
        return origin;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        } finally {
            requests.close();
        }
    }
}
