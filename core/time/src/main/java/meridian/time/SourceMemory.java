package meridian.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last answers of one server. What all of them say together is at least as narrow as the best of them, which is what
 * NTP's filter by the shortest delay is after, and it shows when the server contradicts itself.
 */
final class SourceMemory {
    /** As many as NTP's filter has stages. */
    static final int ANSWERS_MAX = 8;

    private final Deque<Exchange> answers = new ArrayDeque<>(ANSWERS_MAX);
    private @Nullable Span span;

    /** Takes in an answer; what is known of before is given up if this contradicts it. */
    void add(Exchange answer) {
        add(answer, Rate.UNKNOWN);
    }

    /** @param rate at which what is known of before has aged */
    void add(Exchange answer, Rate rate) {
        keep(answer, agreed(answer, rate));
    }

    /** Takes in that more is known about an answer. If it is not the last one any more, it is too old to say anything. */
    void complete(Exchange answer, Rate rate) {
        Exchange latest = answers.peekLast();
        if (latest != null && latest.asked() == answer.asked()) {
            Optional<Span> agreed = agreed(answer, rate);
            answers.removeLast();
            keep(answer, agreed);
        }
    }

    private void keep(Exchange answer, Optional<Span> agreed) {
        if (agreed.isEmpty()) {
            answers.clear();
        }
        if (answers.size() == ANSWERS_MAX) {
            answers.removeFirst();
        }
        answers.addLast(answer);
        span = agreed.orElseGet(answer::span);
    }

    /** What is known together with an answer; nothing when that contradicts it. */
    private Optional<Span> agreed(Exchange answer, Rate rate) {
        Span fresh = answer.span();
        if (span == null) {
            return Optional.of(fresh);
        }
        long tick = Math.max(span.tick(), fresh.tick());
        return aged(span, tick, rate).meet(aged(fresh, answer.upstream().leap(), tick, rate));
    }

    private Span aged(Span known, long tick, Rate rate) {
        Exchange latest = answers.peekLast();
        return aged(known, latest == null ? Leap.NONE : latest.upstream().leap(), tick, rate);
    }

    private static Span aged(Span known, Leap leap, long tick, Rate rate) {
        return leap.over(known, rate.age(known, tick));
    }

    /** In which the true time is by now, by this server. */
    Optional<Span> span(long tick, Rate rate) {
        return Optional.ofNullable(span).map(known -> aged(known, tick, rate));
    }

    void forget() {
        answers.clear();
        span = null;
    }

    /** In which the true time lay, by this server, when it last answered. */
    Optional<Span> span() {
        return Optional.ofNullable(span);
    }

    Optional<Exchange> latest() {
        return Optional.ofNullable(answers.peekLast());
    }

    Optional<Long> leastDelay() {
        return answers.stream().map(Exchange::delay).min(Long::compare);
    }

    /** How much, on average, the middle of an answer is off the newest one's, both at the moment of that. */
    Optional<Long> jitter() {
        Exchange newest = answers.peekLast();
        if (newest == null || answers.size() < 2) {
            return Optional.empty();
        }
        long reference = newest.span().middle();
        double squares = answers.stream()
                .limit(answers.size() - 1)
                .mapToDouble(answer -> answer.span().at(newest.heard()).middle() - reference)
                .map(difference -> difference * difference)
                .average()
                .orElse(0);
        return Optional.of((long) Math.sqrt(squares));
    }
}
