package meridian.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which names lead to which files: as programs see it, and as it would be after a loss of power. */
final class SimulatedNames {
    private final NavigableMap<Path, Node> seen;
    private final NavigableMap<Path, Node> certain;
    private final List<Change> pending = new ArrayList<>();

    SimulatedNames() {
        this(new TreeMap<>());
    }

    private SimulatedNames(NavigableMap<Path, Node> names) {
        this.seen = names;
        this.certain = new TreeMap<>(names);
    }

    Optional<Node> find(Path path) {
        return path.getParent() == null ? Optional.of(new Folder()) : Optional.ofNullable(seen.get(path));
    }

    /** All that is directly or deeper in a folder, sorted. */
    List<Path> below(Path folder) {
        return below(seen, folder);
    }

    private static List<Path> below(NavigableMap<Path, Node> names, Path folder) {
        return names.tailMap(folder, false).keySet().stream()
                .filter(it -> it.startsWith(folder))
                .toList();
    }

    void change(Change change) {
        apply(change, seen);
        pending.add(change);
    }

    void force(Path folder) {
        pending.removeIf(change -> {
            boolean here = change.touches(folder);
            if (here) {
                apply(change, certain);
            }
            return here;
        });
    }

    /** What the next start would find: of the changes in each folder that were not forced, the first few. */
    SimulatedNames afterCrash(SeededRandomness randomness) {
        NavigableMap<Path, Node> names = new TreeMap<>(certain);
        Map<Path, Boolean> lost = new HashMap<>();
        for (Change change : pending) {
            Path folder = change.folder();
            boolean gone = lost.getOrDefault(folder, false) || randomness.chance(0.3);
            lost.put(folder, gone);
            if (!gone) {
                apply(change, names);
            }
        }
        Map<SimulatedFile, SimulatedFile> left = new HashMap<>();
        names.replaceAll((_, node) -> switch (node) {
            case Folder folder -> folder;
            case SimulatedFile file -> left.computeIfAbsent(file, it -> it.afterCrash(randomness));
        });
        return new SimulatedNames(names);
    }

    /** Does what the change says, as far as what came before it is there. */
    private static void apply(Change change, NavigableMap<Path, Node> names) {
        switch (change) {
            case Link(Path path, Node node) -> {
                if (hasParent(names, path)) {
                    names.put(path, node);
                }
            }
            case Unlink(Path path) -> {
                if (below(names, path).isEmpty()) {
                    names.remove(path);
                }
            }
            case Move(Path from, Path to) -> {
                if (names.containsKey(from) && hasParent(names, to)) {
                    move(names, from, to);
                }
            }
        }
    }

    private static boolean hasParent(NavigableMap<Path, Node> names, Path path) {
        @Nullable Path parent = path.getParent();
        return parent == null || parent.getParent() == null || names.get(parent) instanceof Folder;
    }

    private static void move(NavigableMap<Path, Node> names, Path from, Path to) {
        List<Path> moved = new ArrayList<>(below(names, from));
        moved.add(from);
        Map<Path, Node> nodes = new TreeMap<>();
        for (Path each : moved) {
            Node node = names.remove(each);
            if (node != null) {
                nodes.put(each.equals(from) ? to : to.resolve(from.relativize(each)), node);
            }
        }
        names.putAll(nodes);
    }

    /** What a name stands for. */
    sealed interface Node permits Folder, SimulatedFile {}

    record Folder() implements Node {}

    /** A change of a folder that is only certain after the folder was forced. */
    sealed interface Change {
        /** The folder whose forcing makes it certain. */
        Path folder();

        default boolean touches(Path folder) {
            return folder().equals(folder);
        }
    }

    record Link(Path path, Node node) implements Change {
        @Override
        public Path folder() {
            return parent(path);
        }
    }

    record Unlink(Path path) implements Change {
        @Override
        public Path folder() {
            return parent(path);
        }
    }

    record Move(Path from, Path to) implements Change {
        @Override
        public Path folder() {
            return parent(to);
        }

        @Override
        public boolean touches(Path folder) {
            return folder().equals(folder) || parent(from).equals(folder);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
