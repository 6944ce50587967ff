package mos.token.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mos.token.net.IpAddresses;

/// What we know of one connection; closes it when it is silent for too long. Unlike the server
/// library's own idle timeout it leaves a connection alone while a handler is at work, and counts
/// bytes that leave slowly as a sign of life.
final class ConnectionState extends IdleStateHandler {
    private static final AttributeKey<ConnectionState> KEY =
            AttributeKey.valueOf(ConnectionState.class, "state");

    private final HttpConnection connection;
    final InetAddress peer;
    final boolean trusted;

    /// True from the arrival of a request to the first byte of its reply.
    volatile boolean working;

    /// True from the arrival of a request to the last byte of its reply.
    volatile boolean answering;

    private ConnectionState(
            HttpConnection connection, InetAddress peer, boolean trusted, Duration idleTime) {
        super(true, 0, 0, idleTime.toMillis(), TimeUnit.MILLISECONDS);
        this.connection = connection;
        this.peer = peer;
        this.trusted = trusted;
    }

    /// Begins to watch a new connection, on its event loop.
    static ConnectionState watch(
            HttpConnection connection, ClientAddresses clients, Duration idleTime) {
        Channel channel = ((ConnectionBase) connection).channel();
        InetAddress peer =
                IpAddresses.withoutZone(((InetSocketAddress) channel.remoteAddress()).getAddress());
        ConnectionState state =
                new ConnectionState(connection, peer, clients.trusted(peer), idleTime);
        channel.attr(KEY).set(state);
        channel.pipeline().addFirst(state);
        return state;
    }

    /// The state of a watched connection.
    static ConnectionState of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    Channel channel() {
        return ((ConnectionBase) connection).channel();
    }

    void close() {
        connection.close();
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        if (!working) {
            connection.close();
        }
    }
}
