package meridian.bench;

/** One line of the comparison: what is compared, in which unit, and what the project wants to reach. */
record Measure(String name, Quantity quantity, Goal goal) {
    /** The number of a measurement that is compared. */
    enum Quantity {
        OPERATIONS_PER_SECOND("operations per second"),
        MEDIAN_MILLIS("median latency in ms"),
        SECONDS("seconds");

        private final String title;

        Quantity(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}
