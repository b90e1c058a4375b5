package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.coordination.Past.Life;
import meridian.coordination.RecipeNotes.Told;
import meridian.store.KeyValue;

/**
 * Checks what users of one read-write lock were told, given all that happened to its line: nobody has it beside who has it
 * alone, and nobody is let in before somebody who came earlier and has to be waited for.
 */
final class ReadWriteChecker {
    private static final Bytes SHARED = bytes("meridian:shared");
    private static final Bytes BOTH = bytes("meridian:both");

    private final Past past;
    private final List<Life> line;
    private final List<Told> told;

    /** @param prefix what the keys of the line begin with */
    ReadWriteChecker(Past past, Bytes prefix, List<Told> told) {
        this.past = past;
        this.line = past.lives(prefix, Bytes.EMPTY);
        this.told = List.copyOf(told);
    }

    /** Throws unless all is well. */
    void require() {
        requireNobodyBesideWhoHasItAlone();
        told.forEach(this::requireHadIt);
        told.forEach(this::requireItsTurn);
    }

    private void requireNobodyBesideWhoHasItAlone() {
        for (Told alone : told.stream().filter(it -> !it.shared()).toList()) {
            for (Told other : told) {
                boolean isSame = alone.key().equals(other.key()) && alone.fence() == other.fence();
                Past.require(
                        isSame || end(alone) <= other.header() || end(other) <= alone.header(),
                        "one has it alone while another holds it: %s, %s",
                        alone,
                        other);
            }
        }
    }

    /** The first revision after it was told at which its key did not have that side any more. */
    private long end(Told hold) {
        for (Map.Entry<Long, Optional<KeyValue>> change :
                past.from(hold.key(), hold.header() + 1).entrySet()) {
            if (!has(hold, change.getValue().map(KeyValue::value))) {
                return change.getKey();
            }
        }
        return Long.MAX_VALUE;
    }

    private static boolean has(Told hold, Optional<Bytes> said) {
        return hold.shared()
                ? said.filter(it -> it.equals(SHARED) || it.equals(BOTH)).isPresent()
                : said.filter(it -> !it.equals(SHARED)).isPresent();
    }

    private void requireHadIt(Told hold) {
        Past.require(has(hold, past.said(hold)), "was told to hold what it had not: %s", hold);
    }

    private void requireItsTurn(Told hold) {
        for (Life earlier : line) {
            Past.require(
                    earlier.begin() >= hold.fence() || !isInTheWay(earlier, hold),
                    "was let in before it was its turn: %s, behind %s",
                    hold,
                    earlier);
        }
    }

    private boolean isInTheWay(Life earlier, Told hold) {
        boolean shares = past.at(earlier.key(), hold.header())
                .filter(it -> it.value().equals(SHARED))
                .isPresent();
        return earlier.isAliveAt(hold.header()) && !(hold.shared() && shares);
    }
}
