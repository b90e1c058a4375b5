package meridian.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import meridian.base.Address;

/** Clients of a time server that share a socket, and a thread that hears the answers. On loopback no packet is lost. */
final class TimeClients implements Clients {
    private final DatagramChannel channel;
    private final AtomicReferenceArray<Completion> waiting;
    private final Thread listener;

    private TimeClients(DatagramChannel channel, int clients) {
        this.channel = channel;
        this.waiting = new AtomicReferenceArray<>(clients);
        this.listener = Thread.ofPlatform().daemon().name("bench-time").unstarted(this::listen);
    }

    static TimeClients connect(Address server, int clients) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            channel.connect(new InetSocketAddress(server.host(), server.port()));
            TimeClients connected = new TimeClients(channel, clients);
            connected.listener.start();
            return connected;
        } catch (IOException e) {
            throw new BenchFailure("Cannot ask " + server + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Operation> operations() {
        return IntStream.range(0, waiting.length())
                .<Operation>mapToObj(Asking::new)
                .toList();
    }

    private void listen() {
        ByteBuffer answer = ByteBuffer.allocateDirect(TimeQuestion.BYTES);
        try {
            while (channel.isOpen()) {
                channel.read(answer.clear());
                take(answer.flip());
            }
        } catch (ClosedChannelException e) {
            // All is measured.
        } catch (IOException e) {
            failAll(String.valueOf(e.getMessage()));
        }
    }

    private void take(ByteBuffer answer) {
        if (answer.limit() < TimeQuestion.BYTES) {
            return;
        }
        int client = Math.floorMod(TimeQuestion.cookie(answer), waiting.length());
        Completion completion = waiting.getAndSet(client, null);
        if (completion != null) {
            TimeQuestion.problem(answer).ifPresentOrElse(completion::failed, completion::succeeded);
        }
    }

    private void failAll(String reason) {
        for (int i = 0; i < waiting.length(); i++) {
            Completion completion = waiting.getAndSet(i, null);
            if (completion != null) {
                completion.failed(reason);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new BenchFailure("A socket did not close: " + e.getMessage(), e);
        }
    }

    /** One client, with a packet of its own, which is always the same. */
    private final class Asking implements Operation {
        private final int client;
        private final ByteBuffer question = ByteBuffer.allocateDirect(TimeQuestion.BYTES);

        Asking(int client) {
            this.client = client;
            TimeQuestion.write(question, client);
        }

        @Override
        public void start(Completion completion) {
            waiting.set(client, completion);
            try {
                // The answer may be here, and the next question on its way, before this call has moved the buffer's
                // mark.
                channel.write(question.duplicate());
            } catch (IOException e) {
                if (waiting.compareAndSet(client, completion, null)) {
                    completion.failed(String.valueOf(e.getMessage()));
                }
            }
        }
    }
}
