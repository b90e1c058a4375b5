package meridian.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;

/** A jetcd client with a lease for each of our clients; they share nothing but a few threads. */
final class JetcdClients implements LockClients {
    /** Longer than any run, so that nobody has to renew. */
    private static final Duration LEASE = Duration.ofHours(2);

    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(10);
    private static final int THREADS = 2;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("bench-jetcd-", 0).factory());
    private final List<Client> connected = new ArrayList<>();
    private final List<LockClient> clients = new ArrayList<>();

    JetcdClients(JetcdLibrary.Kind kind, List<Address> endpoints, int count) {
        try {
            for (int i = 0; i < count; i++) {
                connect(kind, endpoints.get(i % endpoints.size()));
            }
        } catch (BenchFailure e) {
            close();
            throw e;
        }
    }

    /** Without retries of its own, so that every error is seen and counted. */
    private void connect(JetcdLibrary.Kind kind, Address endpoint) {
        Client client = Client.builder()
                .endpoints("http://" + endpoint)
                .executorService(threads)
                .retryMaxAttempts(0)
                .build();
        connected.add(client);
        long lease = await(client.getLeaseClient().grant(LEASE.toSeconds())).getID();
        clients.add(
                switch (kind) {
                    case LOCK -> name -> lock(client, name, lease);
                    case ELECTION -> name -> campaign(client, name, lease);
                });
    }

    private static CompletableFuture<Hold> lock(Client client, String name, long lease) {
        return client.getLockClient()
                .lock(bytes(name), lease)
                .thenApply(held -> () -> client.getLockClient().unlock(held.getKey()));
    }

    private static CompletableFuture<Hold> campaign(Client client, String name, long lease) {
        return client.getElectionClient()
                .campaign(bytes(name), lease, bytes("candidate"))
                .thenApply(won -> () -> client.getElectionClient().resign(won.getLeader()));
    }

    @Override
    public LockClient of(int client) {
        return clients.get(client);
    }

    /** How many hold or wait for what has this name. */
    long inLine(String name) {
        GetOption count = GetOption.builder().isPrefix(true).withCountOnly(true).build();
        return await(connected.getFirst().getKVClient().get(bytes(name + "/"), count))
                .getCount();
    }

    @Override
    public void close() {
        connected.forEach(Client::close);
        threads.shutdownNow();
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.orTimeout(ANSWER_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new BenchFailure("A client of jetcd got no answer: " + Answer.reason(e), e);
        }
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
