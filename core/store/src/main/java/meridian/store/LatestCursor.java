package meridian.store;

import meridian.base.Bytes;

/** Walks the newest versions. */
final class LatestCursor implements KeyCursor {
    private final Scan scan;
    private boolean started;

    LatestCursor(Scan scan) {
        this.scan = scan;
    }

    @Override
    public boolean next() {
        if (started && scan.isValid()) {
            scan.next();
        }
        started = true;
        return scan.isValid();
    }

    @Override
    public Bytes key() {
        return Bytes.wrap(scan.key());
    }

    @Override
    public Version version() {
        return Rows.latest(key(), scan.value());
    }

    @Override
    public void close() {
        scan.close();
    }
}
