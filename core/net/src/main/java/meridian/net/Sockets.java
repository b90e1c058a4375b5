package meridian.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The ways this machine may offer to wait for sockets. */
enum Sockets {
    /** Linux, through Netty's native library. */
    EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory waiting() {
            return EpollIoHandler.newFactory();
        }

        // What the kernel has taken and not yet sent cannot be overtaken, so it takes little.
        @Override
        void tune(Channel channel) {
            super.tune(channel);
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_BYTES);
        }
    },
    /** Everywhere. */
    NIO(NioSocketChannel.class, NioServerSocketChannel.class) {
        @Override
        IoHandlerFactory waiting() {
            return NioIoHandler.newFactory();
        }
    };

    private static final int UNSENT_BYTES = 2 * FrameFormat.PIECE_BYTES_MAX;

    private final Class<? extends Channel> client;
    private final Class<? extends ServerChannel> server;

    Sockets(Class<? extends Channel> client, Class<? extends ServerChannel> server) {
        this.client = client;
        this.server = server;
    }

    static Sockets best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoHandlerFactory waiting();

    Class<? extends Channel> client() {
        return client;
    }

    Class<? extends ServerChannel> server() {
        return server;
    }

    EventLoopGroup start(int threads, String name) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), waiting());
    }

    void tune(Channel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    }
}
