package meridian.node;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers one kind of request. Called on the event loop: it must not block. */
@FunctionalInterface
interface HttpPage {
    CompletableFuture<HttpAnswer> answer(byte[] body);

    static HttpPage of(Supplier<HttpAnswer> answer) {
        return _ -> CompletableFuture.completedFuture(answer.get());
    }
}
