package meridian.store;

/**
 * What to follow.
 *
 * @param startRevision the first revision of interest, or 0 for what comes after now
 * @param withPrevious tell for each change what was there before
 */
public record WatchQuery(
        KeyRange range, long startRevision, boolean withPuts, boolean withDeletes, boolean withPrevious) {}
