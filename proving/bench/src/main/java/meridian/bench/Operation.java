package meridian.bench;

/** What one logical client asks of the system, again and again. It has at most one request under way. */
@FunctionalInterface
interface Operation {
    /** Sends the next request. It does not block, and calls exactly one method of the completion exactly once. */
    void start(Completion completion);
}
