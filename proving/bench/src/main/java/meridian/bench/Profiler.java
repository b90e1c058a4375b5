package meridian.bench;

/** Looks into a node while a window is measured. */
interface Profiler {
    /** A recording of nothing. */
    Recording NOTHING = () -> {};

    /** Measures as always, without a profile. */
    Profiler NONE = (_, _) -> NOTHING;

    /** Begins to record a process under this title; closing ends it. */
    Recording record(long processId, String title);

    /** A profile that is being recorded. */
    @FunctionalInterface
    interface Recording extends AutoCloseable {
        @Override
        void close();
    }
}
