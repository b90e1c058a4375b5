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
        Span fresh = answer.span();
        if (answers.size() == ANSWERS_MAX) {
            answers.removeFirst();
        }
        Optional<Span> agreed = Optional.ofNullable(span)
                .map(known -> aged(known, fresh, rate).meet(fresh))
                .orElse(Optional.of(fresh));
        if (agreed.isEmpty()) {
            answers.clear();
        }
        answers.addLast(answer);
        span = agreed.orElse(fresh);
    }

    private Span aged(Span known, Span fresh, Rate rate) {
        return aged(known, Math.max(known.tick(), fresh.tick()), rate);
    }

    private Span aged(Span known, long tick, Rate rate) {
        Span aged = rate.age(known, tick);
        Exchange latest = answers.peekLast();
        return latest == null ? aged : latest.upstream().leap().over(known, aged);
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
