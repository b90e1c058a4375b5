package meridian.bench;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVStub;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import meridian.base.Address;
import meridian.base.Ticker;

/** Fills a key space over the etcd API as fast as the system takes it, and reads samples of it back. */
final class Load {
    /** Below etcd's limit of 128 operations per transaction and, with small values, of 1.5 MiB per request. */
    private static final int KEYS_PER_TRANSACTION = 100;

    private static final int REQUEST_BYTES_MAX = 1 << 20;
    private static final int ATTEMPTS_MAX = 1_000;
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    private final List<Address> endpoints;
    private final KeySpace space;
    private final int inFlight;
    private final Progress progress;
    private final Ticker ticker;

    Load(List<Address> endpoints, KeySpace space, int inFlight, Progress progress, Ticker ticker) {
        this.endpoints = List.copyOf(endpoints);
        this.space = space;
        this.inFlight = inFlight;
        this.progress = progress;
        this.ticker = ticker;
    }

    /** What a run did; {@code errors} were met on the way and overcome. */
    record Outcome(long keys, Duration length, Map<String, Long> errors) {
        double keysPerSecond() {
            return keys * 1e9 / length.toNanos();
        }
    }

    /** Writes every key of the space. */
    Outcome write() {
        int batch = Math.clamp((long) REQUEST_BYTES_MAX / (space.valueBytes() + 64), 1, KEYS_PER_TRANSACTION);
        long batches = Math.ceilDiv(space.keys(), batch);
        return drive(
                "written",
                batches,
                space.keys(),
                (stub, number, completion) -> stub.txn(transaction(number * batch, batch), new Answer<>(completion)));
    }

    /** Reads this many keys, spread over the space, and compares their values with what was written. */
    Outcome verify(long samples) {
        return drive("read back", samples, samples, (stub, number, completion) -> {
            long key = new Sequence(number).below(space.keys());
            RangeRequest request =
                    RangeRequest.newBuilder().setKey(space.key(key)).build();
            stub.range(request, new Answer<>(completion, response -> difference(response, key)));
        });
    }

    private TxnRequest transaction(long first, int batch) {
        TxnRequest.Builder transaction = TxnRequest.newBuilder();
        for (long number = first; number < Math.min(first + batch, space.keys()); number++) {
            PutRequest put = PutRequest.newBuilder()
                    .setKey(space.key(number))
                    .setValue(space.value(number))
                    .build();
            transaction.addSuccess(RequestOp.newBuilder().setRequestPut(put));
        }
        return transaction.build();
    }

    private Optional<String> difference(RangeResponse response, long key) {
        boolean same =
                response.getKvsCount() == 1 && response.getKvs(0).getValue().equals(space.value(key));
        return same
                ? Optional.empty()
                : Optional.of("key " + space.key(key).toStringUtf8() + " is missing or has another value");
    }

    private Outcome drive(String verb, long requests, long keys, Call call) {
        long begun = ticker.nanos();
        Map<String, Long> errors = new TreeMap<>();
        try (Connections connections = new Connections(endpoints, inFlight);
                ClosedLoop loop = ClosedLoop.start(workers(connections, inFlight, requests, call), ticker)) {
            long done = 0;
            boolean finished = false;
            while (!finished) {
                finished = loop.run(REPORT_EVERY);
                Window window = loop.closeWindow();
                done += window.operations();
                window.errors().forEach((text, count) -> errors.merge(text, count, Long::sum));
                progress.say("%,d of %,d keys %s", done * keys / requests, keys, verb);
            }
            if (done < requests) {
                throw new BenchFailure("Only " + done + " of " + requests + " requests succeeded: " + errors);
            }
        }
        return new Outcome(keys, ticker.since(begun), errors);
    }

    private static List<Operation> workers(Connections connections, int count, long requests, Call call) {
        AtomicLong next = new AtomicLong();
        return IntStream.range(0, count)
                .<Operation>mapToObj(worker -> new Worker(KVGrpc.newStub(connections.of(worker)), next, requests, call))
                .toList();
    }

    /** Sends the request with this number. */
    @FunctionalInterface
    private interface Call {
        void send(KVStub stub, long number, Completion completion);
    }

    /**
     * Takes one number after the other. It repeats a request whose end is unknown, which is safe here: a batch sets the
     * same keys to the same values however often it is applied, and nobody else writes them.
     */
    private static final class Worker implements Operation {
        private static final long NONE = -1;

        private final KVStub stub;
        private final AtomicLong next;
        private final long requests;
        private final Call call;
        private long pending = NONE;
        private int attempts;

        private Worker(KVStub stub, AtomicLong next, long requests, Call call) {
            this.stub = stub;
            this.next = next;
            this.requests = requests;
            this.call = call;
        }

        @Override
        public void start(Completion completion) {
            if (pending == NONE) {
                pending = next.getAndIncrement();
                attempts = 0;
            }
            if (pending >= requests || attempts == ATTEMPTS_MAX) {
                completion.exhausted();
                return;
            }
            attempts++;
            call.send(stub, pending, new Settling(completion));
        }

        private final class Settling implements Completion {
            private final Completion waiting;

            private Settling(Completion waiting) {
                this.waiting = waiting;
            }

            @Override
            public void succeeded() {
                pending = NONE;
                waiting.succeeded();
            }

            @Override
            public void succeededAfter(long nanos) {
                pending = NONE;
                waiting.succeededAfter(nanos);
            }

            @Override
            public void failed(String reason) {
                waiting.failed(reason);
            }

            @Override
            public void exhausted() {
                waiting.exhausted();
            }
        }
    }
}
