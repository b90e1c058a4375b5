package meridian.store;

/** Finds the values that versions leave out. */
interface Values {
    KeyValue whole(Version version);
}
