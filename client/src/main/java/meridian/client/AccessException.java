package meridian.client;

import org.jspecify.annotations.Nullable;

/** Whoever is logged in here may not do this, or could not log in. Nothing happened. */
public final class AccessException extends MeridianException {
    AccessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    MeridianException again() {
        return new AccessException(text(), this);
    }
}
