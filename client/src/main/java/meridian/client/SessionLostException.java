package meridian.client;

import org.jspecify.annotations.Nullable;

/** The session has ended, or may have ended: its lease was not renewed in time, or somebody revoked it. Whatever it held may be somebody else's now. Open another session to go on. */
public final class SessionLostException extends MeridianException {
    SessionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    SessionLostException again() {
        return new SessionLostException(text(), this);
    }
}
