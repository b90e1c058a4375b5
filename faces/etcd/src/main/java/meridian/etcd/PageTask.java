package meridian.etcd;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** A request whose body says nothing. */
record PageTask(HttpReply reply, Consumer<HttpReply> page) implements HttpTask {
    @Override
    public void take(ByteBuf part) {
        // Clients may send one; it does not matter.
    }

    @Override
    public void end() {
        page.accept(reply);
    }

    @Override
    public void cancel() {
        // It ends by itself, soon.
    }

    @Override
    public int waiting() {
        return 0;
    }

    @Override
    public boolean isServed() {
        return false;
    }
}
