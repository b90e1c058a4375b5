package meridian.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.time.Network;
import meridian.time.TimeConfig;

/** The kinds of values that settings take. */
final class Kinds {
    static final Kind<String> NAME =
            Kind.ofText("a name: 1 to 63 letters, digits, dots, dashes and underscores", Kinds::parseName);
    static final Kind<NodeId> NODE_ID =
            Kind.ofText("a node id: 1 to 63 letters, digits, dots, dashes and underscores, such as `n1`", NodeId::new);
    static final Kind<Path> PATH = Kind.ofText("a path; a relative one starts at this file's folder", Path::of);
    static final Kind<Address> ADDRESS = Kind.ofText("an address such as `127.0.0.1:2380`", Address::parse);
    static final Kind<Optional<Address>> ADDRESS_IF_ANY =
            Kind.ofText("an address such as `127.0.0.1:123`, or nothing", text -> some(text, Address::parse));
    static final Kind<List<TimeConfig.Server>> TIME_SERVERS = Kind.ofList(
            "a list of hosts such as `[\"10.0.0.1\", \"time.example.org:123\", \"10.0.0.2 key 7\"]`",
            TimeConfig.Server::parse);
    static final Kind<Optional<Path>> PATH_IF_ANY = Kind.ofText(
            "a path, or nothing; a relative one starts at this file's folder", text -> some(text, Path::of));
    static final Kind<Optional<String>> WORD_IF_ANY =
            Kind.ofText("a name, or nothing", text -> some(text, Kinds::parseName));
    static final Kind<List<Network>> NETWORKS =
            Kind.ofList("a list of networks such as `[\"10.0.0.0/8\", \"fd00::/8\"]`", Network::parse);
    static final Kind<Boolean> YES_OR_NO = Kind.ofText("`true` or `false`", Kinds::parseYesOrNo);
    static final Kind<Integer> COUNT = Kind.ofText("a whole number from 1", Kinds::parseCount);
    static final Kind<Integer> COUNT_OR_NONE =
            Kind.ofText("a whole number from 0", text -> text.equals("0") ? 0 : parseCount(text));
    static final Kind<Integer> NUMBER_OF_A_BYTE =
            Kind.ofText("a whole number from 0 to 255", Kinds::parseNumberOfAByte);
    static final Kind<Long> COUNT_LONG = Kind.ofText("a whole number from 1", text -> (long) parseCount(text));
    static final Kind<Integer> AMOUNT =
            Kind.ofText("an amount such as `512KiB` or `64MiB`, less than `2GiB`", Kinds::parseAmount);
    static final Kind<Long> BYTES = Kind.ofText("an amount such as `512KiB`, `64MiB` or `8GiB`", Kinds::parseBytes);
    static final Kind<Duration> DURATION =
            Kind.ofText("a duration such as `500ms`, `10s`, `5m`, `1h` or `7d`", Kinds::parseDuration);
    static final Kind<Optional<Duration>> SHORT_DURATION_IF_ANY = Kind.ofText(
            "a duration such as `500us` or `10ms`, or nothing", text -> some(text, Kinds::parseShortDuration));
    static final Kind<LogLevel> LOG_LEVEL = Kind.ofText("`error`, `warn`, `info` or `debug`", Kinds::parseLogLevel);

    private static final int BYTE_MAX = 255;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final Pattern NAMES = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}");
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([a-zA-Z]*)");
    private static final Map<String, Long> BYTE_UNITS =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Kinds() {}

    private static <T> Optional<T> some(String text, Function<String, T> parse) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text));
    }

    private static String parseName(String text) {
        if (!NAMES.matcher(text).matches()) {
            throw new IllegalArgumentException("too long, empty or with other characters");
        }
        return text;
    }

    private static boolean parseYesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static int parseCount(String text) {
        int count = Integer.parseInt(text);
        if (count < 1) {
            throw new IllegalArgumentException("less than 1");
        }
        return count;
    }

    private static int parseNumberOfAByte(String text) {
        int number = Integer.parseInt(text);
        if (number < 0 || number > BYTE_MAX) {
            throw new IllegalArgumentException("not from 0 to " + BYTE_MAX);
        }
        return number;
    }

    private static long parseBytes(String text) {
        Matcher amount = matchAmount(text);
        Long unit = BYTE_UNITS.get(amount.group(2));
        if (unit == null) {
            throw new IllegalArgumentException("no unit of bytes");
        }
        return (long) (Double.parseDouble(amount.group(1)) * unit);
    }

    private static int parseAmount(String text) {
        long bytes = parseBytes(text);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("too much");
        }
        return (int) bytes;
    }

    private static Duration parseDuration(String text) {
        Matcher amount = matchAmount(text);
        Duration unit = TIME_UNITS.get(amount.group(2));
        if (unit == null) {
            throw new IllegalArgumentException("no unit of time");
        }
        return Duration.ofMillis((long) (Double.parseDouble(amount.group(1)) * unit.toMillis()));
    }

    private static Duration parseShortDuration(String text) {
        Matcher amount = matchAmount(text);
        return amount.group(2).equals("us")
                ? Duration.ofNanos((long) (Double.parseDouble(amount.group(1)) * NANOS_PER_MICRO))
                : parseDuration(text);
    }

    private static Matcher matchAmount(String text) {
        Matcher amount = NUMBER_AND_UNIT.matcher(text);
        if (!amount.matches()) {
            throw new IllegalArgumentException("not a number and a unit");
        }
        return amount;
    }

    private static LogLevel parseLogLevel(String text) {
        return LogLevel.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
