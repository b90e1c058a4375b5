package meridian.net;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Sentences for what went wrong below or above the transport. */
final class Failures {
    private Failures() {}

    static String describe(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof NotSslRecordException) {
            return "it does not speak TLS, which this node demands";
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof DecoderException || failure instanceof CompletionException;
        return wrapper && cause != null ? unwrap(cause) : failure;
    }
}
