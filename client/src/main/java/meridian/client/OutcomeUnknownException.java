package meridian.client;

import org.jspecify.annotations.Nullable;

/** Nobody knows whether it happened: the request was on its way when the connection broke or the time was up. The client does not send such a request again. Read first, and then decide. */
public final class OutcomeUnknownException extends MeridianException {
    OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    MeridianException again() {
        return new OutcomeUnknownException(text(), this);
    }
}
