package meridian.chaos;

import java.util.Set;
import meridian.chaos.host.Mechanism;

/**
 * What can go wrong.
 *
 * @param kind what it is called on the command line, where it stands for all faults of that kind
 * @param name its own name, unlike that of any other fault
 * @param weight how often it is drawn, beside others
 * @param needs of the machine; nothing if the product's own commands and ports are enough
 */
record Fault(String kind, String name, int weight, String meaning, Set<Mechanism> needs, Injection injection) {
    Fault {
        needs = Set.copyOf(needs);
    }

    @Override
    public String toString() {
        return name;
    }
}
