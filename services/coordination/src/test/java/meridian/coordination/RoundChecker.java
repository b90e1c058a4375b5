package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import meridian.base.Bytes;
import meridian.coordination.Past.Life;
import meridian.coordination.RecipeNotes.Pass;
import meridian.store.KeyValue;

/**
 * Checks what the parties of one barrier were told, given all that happened to its keys: whoever passed was one of as many
 * as there are parties who stood there together, none of which was told that it had given up.
 */
final class RoundChecker {
    private final Past past;
    private final int parties;
    private final Bytes record;
    private final List<Life> line;
    private final List<Pass> passes;
    private final Set<Bytes> leavers;

    /** @param name of the barrier */
    RoundChecker(Past past, String name, int parties, RecipeNotes notes) {
        this.past = past;
        this.parties = parties;
        this.record = bytes(name + "/round");
        this.line = past.lives(bytes(name + "/"), record);
        this.passes = List.copyOf(notes.passes);
        this.leavers = Set.copyOf(notes.leavers);
    }

    /** Throws unless all is well. */
    void require() {
        Set<Pass> accounted = new HashSet<>();
        for (Round round : rounds()) {
            List<Pass> passed = passes.stream().filter(round::lets).toList();
            requireWasFull(round, passed);
            requireOrder(passed);
            accounted.addAll(passed);
        }
        passes.forEach(pass -> Past.require(accounted.contains(pass), "went through early: %s", pass));
    }

    /**
     * A complete round.
     *
     * @param members all who ever stood there with a place behind the round before and not behind this one
     * @param last its last place
     * @param written when that was written down
     */
    private record Round(List<Life> members, long last, long written) {
        /** Whoever passes leaves after its round was complete. */
        boolean lets(Pass pass) {
            return members.stream().anyMatch(life -> life.key().equals(pass.key()) && life.end() > written);
        }
    }

    private List<Round> rounds() {
        List<Round> rounds = new ArrayList<>();
        long before = 0;
        for (Map.Entry<Long, Optional<KeyValue>> change : past.from(record, 0).entrySet()) {
            long last = Long.parseLong(change.getValue().orElseThrow().value().toUtf8());
            Past.require(last >= before, "a round ended before the one before it: %d after %d", last, before);
            if (last > before) {
                rounds.add(new Round(membersBetween(before, last), last, change.getKey()));
                before = last;
            }
        }
        return rounds;
    }

    private List<Life> membersBetween(long before, long last) {
        return line.stream()
                .filter(life -> life.begin() > before && life.begin() <= last)
                .toList();
    }

    /** At some moment before it was written down all its parties stood there, and no others of it. */
    private void requireWasFull(Round round, List<Pass> passed) {
        List<Bytes> keys = passed.stream().map(Pass::key).toList();
        boolean full = LongStream.concat(
                        LongStream.of(round.last), round.members.stream().mapToLong(Life::end))
                .filter(revision -> round.last <= revision && revision < round.written)
                .mapToObj(revision -> standing(round, revision))
                .anyMatch(standing -> standing.size() == parties
                        && standing.containsAll(keys)
                        && standing.stream().noneMatch(leavers::contains));
        Past.require(
                full, "a round was complete without %d parties that stay: %s passed in %s", parties, passed, round);
    }

    private static Set<Bytes> standing(Round round, long revision) {
        Set<Bytes> keys = new HashSet<>();
        round.members.stream().filter(life -> life.isAliveAt(revision)).forEach(life -> keys.add(life.key()));
        return keys;
    }

    private void requireOrder(List<Pass> passed) {
        Set<Integer> arrivals = new HashSet<>();
        passed.stream()
                .filter(pass -> !pass.again())
                .forEach(pass -> Past.require(
                        arrivals.add(pass.arrival()) && pass.arrival() < parties,
                        "the order of a round is wrong: %s",
                        passed));
    }
}
