package meridian.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** That something was lost, which happens once or never, and those who want to hear of it. */
final class Loss {
    private final Executor executor;
    private final List<Consumer<SessionLostException>> listeners = new ArrayList<>();
    private @Nullable SessionLostException reason;

    Loss(Executor executor) {
        this.executor = executor;
    }

    synchronized Optional<SessionLostException> reason() {
        return Optional.ofNullable(reason);
    }

    synchronized boolean hasHappened() {
        return reason != null;
    }

    /** False if it has happened before. Nobody is told yet. */
    synchronized boolean happen(SessionLostException why) {
        if (reason != null) {
            return false;
        }
        reason = why;
        return true;
    }

    /** Each listener on a thread of its own, so that none keeps the others waiting. */
    void tell() {
        reason().ifPresent(why -> takeListeners().forEach(listener -> tell(listener, why)));
    }

    private synchronized List<Consumer<SessionLostException>> takeListeners() {
        List<Consumer<SessionLostException>> taken = List.copyOf(listeners);
        listeners.clear();
        return taken;
    }

    private void tell(Consumer<SessionLostException> listener, SessionLostException why) {
        executor.execute(() -> listener.accept(why));
    }

    /** At once if it has happened already. */
    void onHappening(Consumer<SessionLostException> listener) {
        Optional<SessionLostException> known;
        synchronized (this) {
            known = reason();
            if (known.isEmpty()) {
                listeners.add(listener);
            }
        }
        known.ifPresent(why -> tell(listener, why));
    }

    synchronized void forget(Consumer<SessionLostException> listener) {
        listeners.remove(listener);
    }
}
