package meridian.client;

import org.jspecify.annotations.Nullable;

/** Nothing happened, for a reason that passes: nobody could be reached, nobody leads, somebody has too much to do. Trying again later may help; the client itself has tried until its time limit. */
public final class NotAppliedException extends MeridianException {
    NotAppliedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    MeridianException again() {
        return new NotAppliedException(text(), this);
    }
}
