package meridian.etcd;

import io.netty.buffer.ByteBuf;

/** Takes one request and answers it. Used on the connection's event loop only. */
interface HttpTask {
    /** Some of the body. */
    void take(ByteBuf part);

    /** There is no more of it. */
    void end();

    /** The client will not hear the answer. */
    void cancel();

    /** Parts of the request that nobody took yet. */
    int waiting();

    /** Is it served already, and not only received? */
    boolean isServed();
}
