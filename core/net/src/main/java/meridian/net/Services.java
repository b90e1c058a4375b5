package meridian.net;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What this node answers to. */
final class Services {
    private final Map<Integer, Transport.Handler> handlers = new ConcurrentHashMap<>();

    void serve(Service service, Transport.Handler handler) {
        handlers.put(service.number(), handler);
    }

    Optional<Transport.Handler> find(int number) {
        return Optional.ofNullable(handlers.get(number));
    }
}
