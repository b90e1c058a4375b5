package meridian.chaos;

/**
 * What can go wrong.
 *
 * @param kind what it is called on the command line, where it stands for all faults of that kind
 * @param name its own name, unlike that of any other fault
 * @param weight how often it is drawn, beside others
 * @param mechanism what it needs
 */
record Fault(String kind, String name, int weight, String meaning, Mechanism mechanism, Injection injection) {
    @Override
    public String toString() {
        return name;
    }
}
