package meridian.bench;

/** Who hears of the end of a request. */
interface Completion {
    void succeeded();

    /** It succeeded, and what counts is this time instead of the one since its start. */
    void succeededAfter(long nanos);

    void failed(String reason);

    /** Nothing was sent, because this client has nothing left to ask. */
    void exhausted();
}
