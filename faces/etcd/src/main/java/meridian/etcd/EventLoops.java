package meridian.etcd;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that do all the work of the face, except what blocks. */
final class EventLoops implements AutoCloseable {
    private static final long CLOSING_PATIENCE_SECONDS = 5;

    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> channel;

    EventLoops(int threads) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("etcd-face", true), io);
        channel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> channel() {
        return channel;
    }

    EventLoop next() {
        return group.next();
    }

    /** The loop that runs the caller, so that what belongs to a connection stays on the connection's thread. */
    EventLoop current() {
        for (EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return (EventLoop) loop;
            }
        }
        return group.next();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSING_PATIENCE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSING_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
