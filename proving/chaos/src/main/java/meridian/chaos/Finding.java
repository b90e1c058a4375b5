package meridian.chaos;

/**
 * What a checker says.
 *
 * @param problem empty if all is well
 */
record Finding(String checker, String problem) {
    /** Runs a check that throws when something is wrong. */
    static Finding of(String checker, Runnable check) {
        try {
            check.run();
            return new Finding(checker, "");
        } catch (AssertionError e) {
            return new Finding(checker, String.valueOf(e.getMessage()));
        }
    }

    boolean isGood() {
        return problem.isEmpty();
    }
}
