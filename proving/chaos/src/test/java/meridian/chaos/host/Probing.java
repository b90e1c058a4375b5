package meridian.chaos.host;

import java.nio.file.Path;
import java.util.Set;

/** A program that says what the machine has, and why not the rest. */
final class Probing {
    private Probing() {}

    public static void main(String... arguments) {
        Mechanisms mechanisms = Mechanisms.probe(Path.of(arguments[0]));
        System.out.println("present: " + mechanisms.present());
        for (Mechanism mechanism : Mechanism.values()) {
            mechanisms.missing(Set.of(mechanism)).ifPresent(why -> System.out.println(mechanism + ": " + why));
        }
    }
}
