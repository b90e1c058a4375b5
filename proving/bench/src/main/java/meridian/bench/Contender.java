package meridian.bench;

/** A system in a race, and what is measured of it. */
record Contender(SystemUnderTest system, Suite suite) {
    String name() {
        return system.name();
    }
}
