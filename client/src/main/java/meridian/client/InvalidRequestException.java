package meridian.client;

import org.jspecify.annotations.Nullable;

/** The request makes no sense to the cluster, as it is or in the state the store is in. Nothing happened, and it would be refused again. */
public final class InvalidRequestException extends MeridianException {
    InvalidRequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    MeridianException again() {
        return new InvalidRequestException(text(), this);
    }
}
