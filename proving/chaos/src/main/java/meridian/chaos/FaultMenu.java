package meridian.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.chaos.base.ChaosFailure;

/**
 * The faults that a run draws from.
 *
 * @param chosen that are possible here
 * @param leftOut that are not, each with the reason
 */
record FaultMenu(List<Fault> chosen, List<String> leftOut) {
    FaultMenu {
        chosen = List.copyOf(chosen);
        leftOut = List.copyOf(leftOut);
    }

    /** All of these that this machine can do. */
    static FaultMenu possible(List<Fault> all) {
        List<Fault> chosen = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Fault fault : all) {
            fault.mechanism()
                    .missing()
                    .ifPresentOrElse(
                            why -> leftOut.add(
                                    fault + " needs " + fault.mechanism().name() + ": " + why),
                            () -> chosen.add(fault));
        }
        return new FaultMenu(chosen, leftOut);
    }

    /** Those of these that somebody asked for by name or by kind. Throws if there is no such fault, or none can be done. */
    static FaultMenu of(List<String> words, List<Fault> all) {
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
        FaultMenu menu = possible(asked);
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

    /** As the first lines of a run say it. */
    String describe() {
        String names = chosen.stream().map(Fault::name).collect(Collectors.joining(", "));
        return "faults: " + names + "\n"
                + (leftOut.isEmpty() ? "left out: none" : "left out: " + String.join("\n          ", leftOut));
    }
}
