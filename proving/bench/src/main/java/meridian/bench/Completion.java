package meridian.bench;

/** Who hears of the end of a request. */
interface Completion {
    void succeeded();

    void failed(String reason);

    /** Nothing was sent, because this client has nothing left to ask. */
    void exhausted();
}
