package meridian.cli;

import java.time.Duration;
import java.util.Optional;

/** A stretch of time as people write it. */
final class Span {
    private Span() {}

    /** Of such as {@code 30s}, {@code 15m}, {@code 2h} or {@code 7d}; empty if it is none. */
    static Optional<Duration> parse(String text) {
        if (!text.matches("\\d{1,9}[smhd]")) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return Optional.of(
                switch (text.charAt(text.length() - 1)) {
                    case 's' -> Duration.ofSeconds(number);
                    case 'm' -> Duration.ofMinutes(number);
                    case 'h' -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }
}
