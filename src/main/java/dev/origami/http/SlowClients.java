package dev.origami.http;

import dev.origami.config.WireLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts off clients that keep a connection busy a few bytes at a time, so that it never falls idle: those that do not
 * get to the end of their headers, and those that hardly take their answer. Bodies have their own limit of time.
 *
 * <p>It looks at all connections once in the time that a body may take. A connection is cut off the second time in a
 * row that it looks bad, so every request has at least that time.
 */
final class SlowClients extends AbstractLifeCycle implements Connection.Listener {
    private final Connector connector;
    private final long periodMillis;
    private final long leastBytesOut;
    private final Map<Connection, Seen> connections = new ConcurrentHashMap<>();
    private volatile Scheduler.Task next = () -> true;

    SlowClients(Connector connector, WireLimits limits) {
        this.connector = connector;
        periodMillis = limits.bodyTime().toMillis();
        leastBytesOut = limits.responseBytesPerSecond() * periodMillis / 1000;
    }

    /** What a connection had done when it was last looked at, and whether that was bad. */
    private record Seen(long requests, long answers, long bytesIn, long bytesOut, boolean bad) {
        static Seen of(Connection connection, boolean bad) {
            return new Seen(
                    connection.getMessagesIn(),
                    connection.getMessagesOut(),
                    connection.getBytesIn(),
                    connection.getBytesOut(),
                    bad);
        }
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void schedule() {
        next = connector.getScheduler().schedule(this::look, periodMillis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        connections.replaceAll(this::look);
        schedule();
    }

    private Seen look(Connection connection, Seen before) {
        Seen now = Seen.of(connection, false);
        long out = now.bytesOut() - before.bytesOut();
        boolean headersDribble = now.bytesIn() > before.bytesIn() && now.requests() == before.requests();
        boolean answerDribbles = out > 0 && out < leastBytesOut && now.answers() == before.answers();
        boolean bad = headersDribble || answerDribbles;
        if (bad && before.bad()) {
            connection.getEndPoint().close(new TimeoutException("the client is too slow"));
        }
        return Seen.of(connection, bad);
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, Seen.of(connection, false));
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }
}
