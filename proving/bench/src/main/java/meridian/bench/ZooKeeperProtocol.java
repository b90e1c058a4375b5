package meridian.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Ticker;
import org.apache.curator.framework.CuratorFramework;

/** ZooKeeper's own protocol, and its word {@code srvr}, by which a node says what it is. */
record ZooKeeperProtocol(Ticker ticker) implements Protocol {
    private static final Duration SESSION_WAIT_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 1 << 16;
    private static final String MODE_PREFIX = "Mode: ";

    /** A client that comes too early waits up to a second before it tries again, so it comes when the node serves. */
    @Override
    public void awaitFirstWrite(RunningSystem running) {
        Address asked = running.endpoints().getFirst();
        FirstWrite.await(running, asked, () -> attempt(asked), ticker);
    }

    private static Optional<String> attempt(Address endpoint) {
        try {
            String answer = ask(endpoint);
            if (mode(answer).isEmpty()) {
                return Optional.of(answer.strip());
            }
            try (CuratorFramework client = CuratorLibrary.open(endpoint, SESSION_WAIT_MAX)) {
                client.create().orSetData().forPath("/bench");
                return Optional.empty();
            }
        } catch (Exception e) { // Curator's methods declare that they throw anything.
            return Optional.of(Answer.reason(e));
        }
    }

    @Override
    public Address leader(List<Address> endpoints) {
        return endpoints.stream()
                .filter(ZooKeeperProtocol::leads)
                .findFirst()
                .orElseThrow(() -> new BenchFailure("None of " + endpoints + " says that it leads."));
    }

    private static boolean leads(Address endpoint) {
        try {
            return mode(ask(endpoint)).equals(Optional.of("leader"));
        } catch (IOException e) {
            throw new BenchFailure(endpoint + " does not tell its mode: " + e.getMessage(), e);
        }
    }

    private static String ask(Address endpoint) throws IOException {
        try (Socket socket = new Socket()) {
            int wait = (int) ANSWER_WAIT_MAX.toMillis();
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), wait);
            socket.setSoTimeout(wait);
            socket.getOutputStream().write("srvr".getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(ANSWER_BYTES_MAX), US_ASCII);
        }
    }

    /** What a node says it is, {@code leader} or {@code follower}; nothing while it does not serve. */
    static Optional<String> mode(String answer) {
        return Lines.behind(MODE_PREFIX, answer.lines());
    }
}
