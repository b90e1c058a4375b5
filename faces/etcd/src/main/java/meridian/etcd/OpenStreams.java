package meridian.etcd;

import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open, so that they can be counted and ended. */
final class OpenStreams {
    private final int max;
    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();

    OpenStreams(int max) {
        this.max = max;
    }

    /** Is there room for one more? Streams that open at the same moment may exceed the limit by a few. */
    boolean admit(OpenStream stream) {
        return open.size() < max && open.add(stream);
    }

    void left(OpenStream stream) {
        open.remove(stream);
    }

    void endAll(Status status) {
        open.forEach(stream -> stream.end(status));
    }

    void endThoseThatDemandLeader(Status status) {
        open.forEach(stream -> {
            if (stream.demandsLeader()) {
                stream.end(status);
            }
        });
    }
}
