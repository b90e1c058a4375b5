package meridian.store;

import meridian.base.Bytes;

/**
 * Walks the keys as they were at a past revision: a key's version is in the newest ones if it has not changed since,
 * else in the history if it existed.
 */
final class PastCursor implements KeyCursor {
    private final Scan latest;
    private final Scan history;
    private final long revision;
    private Bytes key = Bytes.EMPTY;
    private byte[] row = {};
    private long historyRevision;
    private boolean fromHistory;

    PastCursor(Scan latest, Scan history, long revision) {
        this.latest = latest;
        this.history = history;
        this.revision = revision;
    }

    @Override
    public boolean next() {
        while (latest.isValid() || history.isValid()) {
            if (isAtHistory() ? tryHistory() : tryLatest()) {
                return true;
            }
        }
        return false;
    }

    /** A key that has both is looked up in the newest versions first. */
    private boolean isAtHistory() {
        if (!latest.isValid()) {
            return true;
        }
        return history.isValid() && Rows.historyUserKey(history.key()).compareTo(Bytes.wrap(latest.key())) < 0;
    }

    private boolean tryLatest() {
        key = Bytes.wrap(latest.key());
        row = latest.value();
        latest.next();
        if (Rows.latestRevision(row) > revision) {
            return isAtHistoryOf(key) && tryHistory();
        }
        fromHistory = false;
        if (isAtHistoryOf(key)) {
            history.seek(Rows.historyBehind(key));
        }
        return true;
    }

    private boolean isAtHistoryOf(Bytes wanted) {
        return history.isValid() && Rows.historyUserKey(history.key()).equals(wanted);
    }

    private boolean tryHistory() {
        key = Rows.historyUserKey(history.key());
        history.seek(Rows.historyKey(key, revision));
        if (!isAtHistoryOf(key)) {
            return false;
        }
        historyRevision = Rows.historyRevision(history.key());
        row = history.value();
        fromHistory = true;
        history.seek(Rows.historyBehind(key));
        return Rows.superseded(row) > revision;
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public Version version() {
        return fromHistory ? Rows.history(key, historyRevision, row).version() : Rows.latest(key, row);
    }

    @Override
    public void close() {
        latest.close();
        history.close();
    }
}
