package dev.origami.http;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/** Serves connections that were accepted at guests' doors, and knows of each by which door it came. */
final class GuestConnector extends AbstractConnector {
    private final Selectors selectors = new Selectors();
    private final Map<SelectableChannel, GuestDoor> visits = new ConcurrentHashMap<>();

    GuestConnector(Server server, HttpConnectionFactory http) {
        super(server, null, null, null, 0, http);
        installBean(selectors, true);
        var _ = selectors.addEventListener(new SelectorManager.AcceptListener() {
            @Override
            public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
                over(channel);
            }
        });
    }

    /** Serves this connection, and tells the door when it is over. */
    void serve(SocketChannel connection, GuestDoor door) throws IOException {
        var _ = connection.configureBlocking(false);
        visits.put(connection, door);
        selectors.accept(connection);
    }

    /** By which door a request came; empty when its connection is over. */
    Optional<GuestDoor> door(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint() instanceof SocketChannelEndPoint end
                ? Optional.ofNullable(visits.get(end.getChannel()))
                : Optional.empty();
    }

    private void over(SelectableChannel connection) {
        GuestDoor door = visits.remove(connection);
        if (door != null) {
            door.left();
        }
    }

    @Override
    protected void doStart() throws Exception {
        getBeans(SelectorManager.SelectorManagerListener.class).forEach(selectors::addEventListener);
        super.doStart();
    }

    @Override
    protected void accept(int acceptor) {
        throw new IllegalStateException("connections are accepted at the doors");
    }

    @Override
    public @Nullable Object getTransport() {
        return null;
    }

    private final class Selectors extends SelectorManager {
        Selectors() {
            super(GuestConnector.this.getExecutor(), GuestConnector.this.getScheduler(), 1);
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            EndPoint end = new SocketChannelEndPoint((SocketChannel) channel, selector, key, getScheduler());
            end.setIdleTimeout(getIdleTimeout());
            return end;
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint end, @Nullable Object attachment) {
            return getDefaultConnectionFactory().newConnection(GuestConnector.this, end);
        }

        @Override
        protected void endPointOpened(EndPoint end) {
            super.endPointOpened(end);
            onEndPointOpened(end);
        }

        @Override
        protected void endPointClosed(EndPoint end) {
            onEndPointClosed(end);
            super.endPointClosed(end);
            over(((SocketChannelEndPoint) end).getChannel());
        }
    }
}
