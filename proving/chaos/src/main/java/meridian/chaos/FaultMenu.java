package meridian.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.host.Mechanism;
import meridian.chaos.host.Mechanisms;

/**
 * The faults that a run draws from.
 *
 * @param chosen that are possible here
 * @param leftOut those that are not, and why, a line for each reason
 */
record FaultMenu(List<Fault> chosen, List<String> leftOut) {
    FaultMenu {
        chosen = List.copyOf(chosen);
        leftOut = List.copyOf(leftOut);
    }

    /** All of these that this machine can do. */
    static FaultMenu possible(List<Fault> all, Mechanisms machine) {
        List<Fault> chosen = new ArrayList<>();
        Map<String, List<String>> leftOut = new LinkedHashMap<>();
        for (Fault fault : all) {
            machine.missing(fault.needs())
                    .ifPresentOrElse(
                            why -> leftOut.computeIfAbsent(why, _ -> new ArrayList<>())
                                    .add(fault.name()),
                            () -> chosen.add(fault));
        }
        return new FaultMenu(
                chosen,
                leftOut.entrySet().stream()
                        .map(it -> String.join(", ", it.getValue()) + ": " + it.getKey())
                        .toList());
    }

    /** Those of these that somebody asked for by name or by kind. Throws if there is no such fault, or none can be done. */
    static FaultMenu of(List<String> words, List<Fault> all, Mechanisms machine) {
        List<Fault> asked = new ArrayList<>();
        for (String word : words) {
            List<Fault> meant = all.stream()
                    .filter(fault -> fault.kind().equals(word) || fault.name().equals(word))
                    .toList();
            if (meant.isEmpty()) {
                throw new ChaosFailure("There is no fault '" + word + "': choose from " + names(all));
            }
            meant.stream().filter(fault -> !asked.contains(fault)).forEach(asked::add);
        }
        FaultMenu menu = possible(asked, machine);
        if (!menu.leftOut.isEmpty()) {
            throw new ChaosFailure("Not possible here: " + String.join("; ", menu.leftOut));
        }
        return menu;
    }

    private static String names(List<Fault> all) {
        return all.stream()
                .flatMap(fault -> Stream.of(fault.kind(), fault.name()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** What the chosen ones need of the machine. */
    Set<Mechanism> needs() {
        return chosen.stream().flatMap(fault -> fault.needs().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** As the first lines of a run say it. */
    String describe() {
        String names = chosen.stream().map(Fault::name).collect(Collectors.joining(", "));
        return "faults: " + names + "\n"
                + (leftOut.isEmpty() ? "left out: none" : "left out: " + String.join("\n          ", leftOut));
    }
}
