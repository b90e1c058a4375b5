package meridian.coordination;

import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.store.Comparison;
import meridian.store.Comparison.Relation;
import meridian.store.Operation;
import meridian.store.Transaction;

/**
 * What somebody wants under a name. It decides from the line as it stands whose turn it is. Whoever comes later stands
 * behind, so of those who wait it is never a later one's turn before an earlier one's, and a turn that has come does not
 * go away.
 */
sealed interface Demand {
    /** The value of a session's key that shares. Whatever else a key says, it shares with nobody. */
    Bytes SHARED = Bytes.utf8("meridian:shared");

    /** The value of a session's key that has both sides of a lock: it shares with nobody until it lets go of one. */
    Bytes BOTH = Bytes.utf8("meridian:both");

    /** What its key says. */
    Bytes value();

    Turn turn(Place place, Standings standings);

    /** Why it cannot be its turn, as things stand, however long it waits. */
    default Optional<String> objection(Place place, Standings standings) {
        return Optional.empty();
    }

    /** Would it be its turn at once if it came now? */
    boolean fits(Standings standings);

    /** What the session's own key has to say from now on, which stands in line already; nothing if it cannot be had. */
    default Optional<Bytes> joined(Bytes said) {
        return Optional.of(said);
    }

    /** Why it cannot be had by a key that says something else. */
    default String clash() {
        return "the session stands there already, and wants something else: let go of that first";
    }

    /** Does a key that says this stand for the demand? */
    default boolean isMetBy(Bytes said) {
        return true;
    }

    /** Gives back what was got, or what waits, at a place. */
    default Transaction letGo(Place place) {
        return new Transaction(List.of(place.isThere()), List.of(Steps.delete(place.key())), List.of());
    }

    /** To lead: nobody stands before it, and its key says what it wants to be known by. */
    record Leading(Bytes value) implements Demand {
        @Override
        public Turn turn(Place place, Standings standings) {
            return standings.isFirst(place) ? new Turn.Now(0) : new Turn.Later();
        }

        @Override
        public boolean fits(Standings standings) {
            return standings.isEmpty();
        }

        @Override
        public Optional<Bytes> joined(Bytes said) {
            return Optional.of(value);
        }
    }

    /** The exclusive side of a lock: nobody stands before it. */
    record Exclusive() implements Demand {
        @Override
        public Bytes value() {
            return Bytes.EMPTY;
        }

        @Override
        public Turn turn(Place place, Standings standings) {
            return standings.isFirst(place) ? new Turn.Now(0) : new Turn.Later();
        }

        @Override
        public boolean fits(Standings standings) {
            return standings.isEmpty();
        }

        /** A reader that became a writer would wait for the other readers, and they for it if they wanted the same. */
        @Override
        public Optional<Bytes> joined(Bytes said) {
            return said.equals(SHARED) ? Optional.empty() : Optional.of(said);
        }

        @Override
        public String clash() {
            return "the session shares the lock already, or waits to: let go of that first, because two who share and"
                    + " both want more would wait for each other";
        }

        @Override
        public boolean isMetBy(Bytes said) {
            return !said.equals(SHARED);
        }

        @Override
        public Transaction letGo(Place place) {
            return letGoOfSide(place, SHARED, Steps.says(place.key(), Relation.NOT_EQUAL, SHARED));
        }
    }

    /** The shared side of a lock: nobody stands before it who does not share. */
    record Shared() implements Demand {
        @Override
        public Bytes value() {
            return SHARED;
        }

        @Override
        public Turn turn(Place place, Standings standings) {
            return standings.isAnyExclusiveBefore(place) ? new Turn.Later() : new Turn.Now(0);
        }

        @Override
        public boolean fits(Standings standings) {
            return !standings.isAnyExclusive();
        }

        @Override
        public Optional<Bytes> joined(Bytes said) {
            return Optional.of(isMetBy(said) ? said : BOTH);
        }

        @Override
        public boolean isMetBy(Bytes said) {
            return said.equals(SHARED) || said.equals(BOTH);
        }

        @Override
        public Transaction letGo(Place place) {
            return letGoOfSide(place, Bytes.EMPTY, Steps.says(place.key(), Relation.EQUAL, SHARED));
        }
    }

    /** So many permits of a semaphore: it and all who stand before it have no more than there are. */
    record Permits(int count) implements Demand {
        @Override
        public Bytes value() {
            return Bytes.utf8(Integer.toString(count));
        }

        @Override
        public Turn turn(Place place, Standings standings) {
            return standings.quota().reaches(place) ? new Turn.Now(0) : new Turn.Later();
        }

        @Override
        public Optional<String> objection(Place place, Standings standings) {
            Quota quota = standings.quota();
            return count <= quota.permits() || quota.reaches(place)
                    ? Optional.empty()
                    : Optional.of(quota.tooMany(count));
        }

        @Override
        public boolean fits(Standings standings) {
            return count <= standings.quota().free();
        }

        @Override
        public Optional<Bytes> joined(Bytes said) {
            return said.equals(value()) ? Optional.of(said) : Optional.empty();
        }

        @Override
        public String clash() {
            return "the same attempt asked for another number of permits: give each attempt a number of its own";
        }
    }

    /** To go on together with so many others. */
    record Party(int parties) implements Demand {
        @Override
        public Bytes value() {
            return Bytes.utf8(Integer.toString(parties));
        }

        @Override
        public Turn turn(Place place, Standings standings) {
            return standings.rounds().turn(place, parties);
        }

        @Override
        public Optional<String> objection(Place place, Standings standings) {
            return standings
                    .rounds()
                    .parties()
                    .filter(others ->
                            others != parties && !(standings.rounds().turn(place, parties) instanceof Turn.Now))
                    .map(others -> "those who wait at this barrier say that it has " + others + " parties, not "
                            + parties + ": say the same");
        }

        @Override
        public boolean fits(Standings standings) {
            return false;
        }
    }

    /** @param other what the key says from then on if it has both sides now */
    private static Transaction letGoOfSide(Place place, Bytes other, Comparison hasOnlyThis) {
        Operation end =
                Steps.nested(List.of(place.isThere(), hasOnlyThis), List.of(Steps.delete(place.key())), List.of());
        return new Transaction(
                List.of(place.isThere(), Steps.says(place.key(), Relation.EQUAL, BOTH)),
                List.of(Steps.rewrite(place.key(), other)),
                List.of(end));
    }
}
