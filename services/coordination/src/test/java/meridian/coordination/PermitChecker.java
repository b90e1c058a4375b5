package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import meridian.base.Bytes;
import meridian.coordination.Past.Life;
import meridian.coordination.RecipeNotes.Told;

/**
 * Checks what users of one semaphore were told, given all that happened to its line: whoever got permits stood, at some
 * moment until it was told, in a line of which all up to it had no more than there were.
 */
final class PermitChecker {
    private final Past past;
    private final Bytes permits;
    private final List<Life> line;
    private final List<Told> told;
    private final Map<Bytes, Long> counts = new HashMap<>();

    /** @param name of the semaphore */
    PermitChecker(Past past, String name, List<Told> told) {
        this.past = past;
        this.permits = bytes(name + "/permits");
        this.line = past.lives(bytes(name + "/"), permits);
        this.told = List.copyOf(told);
        line.forEach(life -> counts.put(life.key(), Long.parseLong(life.value().toUtf8())));
        told.forEach(hold -> counts.put(hold.key(), (long) hold.permits()));
    }

    /** Throws unless all is well. */
    void require() {
        told.forEach(hold -> {
            Past.require(past.said(hold).isPresent(), "was told to hold what was not there: %s", hold);
            requireFitted(hold);
        });
    }

    /** What somebody has is what it was told, whatever its key says; of who was told nothing, the key has to say it. */
    private void requireFitted(Told hold) {
        List<Life> upToIt =
                line.stream().filter(life -> life.begin() <= hold.fence()).toList();
        boolean fitted = moments(hold, upToIt).anyMatch(revision -> held(upToIt, revision) <= permits(revision));
        Past.require(fitted, "more permits were held than there are: %s", hold);
    }

    /** Only then something changes that could make room. */
    private LongStream moments(Told hold, List<Life> upToIt) {
        Stream<Long> ends = upToIt.stream().map(Life::end);
        Stream<Long> numbers = past.from(permits, hold.fence()).keySet().stream();
        return Stream.of(Stream.of(hold.fence()), ends, numbers)
                .flatMap(it -> it)
                .filter(revision -> hold.fence() <= revision && revision <= hold.header())
                .mapToLong(it -> it);
    }

    private long held(List<Life> upToIt, long revision) {
        return upToIt.stream()
                .filter(life -> life.isAliveAt(revision))
                .mapToLong(life -> counts.get(life.key()))
                .sum();
    }

    private long permits(long revision) {
        return past.at(permits, revision)
                .map(it -> Long.parseLong(it.value().toUtf8().split(" ", 2)[0]))
                .orElse(0L);
    }
}
