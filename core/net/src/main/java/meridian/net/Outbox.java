package meridian.net;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import meridian.net.Service.Lane;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to a peer, in two queues. The urgent one goes first, between any two frames of the other. Owned
 * by the link's event loop.
 */
final class Outbox {
    private final Queue urgent = new Queue();
    private final Queue bulk = new Queue();
    private long bytes;

    void add(Outgoing outgoing) {
        queue(outgoing.message().lane()).waiting.add(outgoing);
        bytes += outgoing.message().weight();
    }

    boolean isEmpty() {
        return urgent.waiting.isEmpty() && bulk.waiting.isEmpty();
    }

    /** Roughly what is still to be written. */
    long bytes() {
        return bytes;
    }

    /** Writes frames, the most pressing first, until nothing is left or the buffer holds enough. */
    void fill(ByteBuf out, int enough, Consumer<Outgoing> whenSent) {
        while (out.readableBytes() < enough && !isEmpty()) {
            Queue queue = urgent.waiting.isEmpty() ? bulk : urgent;
            Outgoing sent = queue.writeFrame(out);
            if (sent != null) {
                bytes -= sent.message().weight();
                whenSent.accept(sent);
            }
        }
    }

    /** Takes out what has not begun to leave and is not wanted any more. */
    void removeIf(Predicate<Outgoing> unwanted, Consumer<Outgoing> whenRemoved) {
        urgent.removeIf(unwanted, outgoing -> removed(outgoing, whenRemoved));
        bulk.removeIf(unwanted, outgoing -> removed(outgoing, whenRemoved));
    }

    void clear(Consumer<Outgoing> whenRemoved) {
        urgent.clear(whenRemoved);
        bulk.clear(whenRemoved);
        bytes = 0;
    }

    private void removed(Outgoing outgoing, Consumer<Outgoing> whenRemoved) {
        bytes -= outgoing.message().weight();
        whenRemoved.accept(outgoing);
    }

    private Queue queue(Lane lane) {
        return switch (lane) {
            case URGENT -> urgent;
            case BULK -> bulk;
        };
    }

    /** One lane. Only its first message can have left in part. */
    private static final class Queue {
        private static final int NOT_BEGUN = -1;

        final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
        private int written = NOT_BEGUN;

        /** The message of which this was the last frame, if it was. */
        @Nullable
        Outgoing writeFrame(ByteBuf out) {
            Outgoing first = waiting.getFirst();
            Message message = first.message();
            written = Math.max(0, written) + FrameFormat.write(message, written, out);
            boolean whole = written == message.payload().length;
            if (first instanceof Outgoing.Request request) {
                request.call().progress(whole ? Call.Progress.SENT : Call.Progress.STARTED);
            }
            if (!whole) {
                return null;
            }
            written = NOT_BEGUN;
            return waiting.removeFirst();
        }

        void removeIf(Predicate<Outgoing> unwanted, Consumer<Outgoing> whenRemoved) {
            Outgoing leaving = written == NOT_BEGUN ? null : waiting.pollFirst();
            waiting.removeIf(outgoing -> {
                boolean removing = unwanted.test(outgoing);
                if (removing) {
                    whenRemoved.accept(outgoing);
                }
                return removing;
            });
            if (leaving != null) {
                waiting.addFirst(leaving);
            }
        }

        void clear(Consumer<Outgoing> whenRemoved) {
            waiting.forEach(whenRemoved);
            waiting.clear();
            written = NOT_BEGUN;
        }
    }
}
