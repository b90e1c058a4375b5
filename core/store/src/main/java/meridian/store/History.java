package meridian.store;

/** The changes that were, as far back as they are kept. */
interface History {
    long revision();

    /** See {@link View#changes}. */
    Reply<Watcher.Batch> changes(long fromRevision, KeyRange range, boolean withPrevious, int maxBytes);

    static History of(StoreMachine machine) {
        return new History() {
            @Override
            public long revision() {
                try (View view = machine.view()) {
                    return view.revision();
                }
            }

            @Override
            public Reply<Watcher.Batch> changes(long fromRevision, KeyRange range, boolean withPrevious, int maxBytes) {
                try (View view = machine.view()) {
                    return view.changes(fromRevision, range, withPrevious, maxBytes);
                }
            }
        };
    }
}
