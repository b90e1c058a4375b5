package meridian.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import meridian.testkit.Dependencies.Kind;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;
import meridian.testkit.ListAppend.Anomaly;
import meridian.testkit.ListAppend.Finding;
import meridian.testkit.ListAppend.Step;

/** The order of each list, taken from its longest read, and what follows from it for the transactions. */
final class AppendOrders {
    private final List<Operation<List<Step>, List<List<Long>>>> operations;
    private final Map<Element, Integer> writers = new HashMap<>();
    private final Map<Element, Boolean> last = new HashMap<>();
    private final List<Seen> reads = new ArrayList<>();
    private final Map<String, List<Long>> longest = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** @param operations each at the place that its number says */
    AppendOrders(List<Operation<List<Step>, List<List<Long>>>> operations) {
        this.operations = List.copyOf(operations);
        for (int number = 0; number < operations.size(); number++) {
            collectAppends(number);
            collectReads(number);
        }
        reads.forEach(this::extend);
        reads.forEach(this::judge);
    }

    private record Element(String key, long value) {}

    /**
     * What a transaction saw of a list.
     *
     * @param whole as it was read
     * @param own how many values at its end the transaction had appended itself
     */
    private record Seen(int number, String key, List<Long> whole, int own) {
        List<Long> ofOthers() {
            return whole.subList(0, whole.size() - own);
        }
    }

    List<Finding> findings() {
        return findings;
    }

    private void collectAppends(int number) {
        Map<String, Element> newest = new HashMap<>();
        for (Step step : operations.get(number).input()) {
            if (step instanceof Step.Append(String key, long value)) {
                Element element = new Element(key, value);
                if (writers.put(element, number) != null) {
                    throw new IllegalArgumentException("a history must append " + element + " once only");
                }
                newest.put(key, element);
            }
        }
        newest.values().forEach(it -> last.put(it, true));
    }

    private void collectReads(int number) {
        if (!(operations.get(number).ending() instanceof Ending.Answered<List<List<Long>>>(var results, long _))) {
            return;
        }
        Map<String, List<Long>> known = new HashMap<>();
        Map<String, List<Long>> own = new HashMap<>();
        int read = 0;
        for (Step step : operations.get(number).input()) {
            String key = step.key();
            List<Long> appended = own.computeIfAbsent(key, _ -> new ArrayList<>());
            switch (step) {
                case Step.Append(String _, long value) -> {
                    appended.add(value);
                    known.computeIfPresent(key, (_, list) -> with(list, value));
                }
                case Step.Read(String _) -> {
                    List<Long> result = results.get(read++);
                    if (!endsWith(result, appended) || !result.equals(known.getOrDefault(key, result))) {
                        add(Anomaly.INTERNAL, number, key + " is " + result);
                    } else {
                        reads.add(new Seen(number, key, result, appended.size()));
                    }
                    known.put(key, result);
                }
            }
        }
    }

    private static List<Long> with(List<Long> list, long value) {
        List<Long> longer = new ArrayList<>(list);
        longer.add(value);
        return longer;
    }

    private static boolean endsWith(List<Long> list, List<Long> end) {
        return list.size() >= end.size()
                && list.subList(list.size() - end.size(), list.size()).equals(end);
    }

    private void extend(Seen read) {
        longest.merge(read.key, read.whole, (known, found) -> found.size() > known.size() ? found : known);
    }

    private void judge(Seen read) {
        List<Long> order = longestOf(read.key);
        if (new HashSet<>(read.whole).size() < read.whole.size()) {
            add(Anomaly.DUPLICATE, read.number, read.key + " has a value twice");
        }
        if (!order.subList(0, read.whole.size()).equals(read.whole)) {
            add(Anomaly.INCOMPATIBLE_ORDER, read.number, read.key + " was also read as " + order);
        }
        for (long value : read.whole) {
            Integer writer = writers.get(new Element(read.key, value));
            if (writer == null) {
                add(Anomaly.PHANTOM, read.number, "nobody appended " + value + " to " + read.key);
            } else if (operations.get(writer).ending() instanceof Ending.Never<?>) {
                add(Anomaly.G1A, read.number, value + " never happened: " + operations.get(writer));
            }
        }
        List<Long> before = read.ofOthers();
        if (!before.isEmpty()) {
            Element newest = new Element(read.key, before.getLast());
            Integer writer = writers.get(newest);
            if (writer != null && writer != read.number && !last.containsKey(newest)) {
                add(Anomaly.G1B, read.number, "more came in " + operations.get(writer));
            }
        }
    }

    private void add(Anomaly anomaly, int number, String explanation) {
        findings.add(new Finding(anomaly, explanation + " in " + operations.get(number)));
    }

    private List<Long> longestOf(String key) {
        return longest.getOrDefault(key, List.of());
    }

    Dependencies dependencies() {
        Dependencies dependencies = new Dependencies();
        Map<String, List<Element>> unread = unread();
        longest.forEach((key, order) -> addWrites(dependencies, key, order, unread.getOrDefault(key, List.of())));
        reads.forEach(read -> addRead(dependencies, read, unread.getOrDefault(read.key, List.of())));
        addRealTime(dependencies);
        return dependencies;
    }

    /** What was certainly appended and is in no read: it comes behind all that was read. */
    private Map<String, List<Element>> unread() {
        Map<String, List<Element>> unread = new TreeMap<>();
        Set<Integer> happened = happened();
        writers.forEach((element, writer) -> {
            if (happened.contains(writer) && !longestOf(element.key).contains(element.value)) {
                unread.computeIfAbsent(element.key, _ -> new ArrayList<>()).add(element);
            }
        });
        unread.values().forEach(it -> it.sort(Comparator.comparingLong(Element::value)));
        return unread;
    }

    /** The transactions that were answered, and those that left something behind. */
    private Set<Integer> happened() {
        Set<Integer> happened = new HashSet<>();
        operations.stream().filter(Operation::isAnswered).map(Operation::number).forEach(happened::add);
        longest.forEach((key, order) ->
                order.forEach(value -> writer(new Element(key, value)).ifPresent(happened::add)));
        return happened;
    }

    private void addWrites(Dependencies dependencies, String key, List<Long> order, List<Element> unread) {
        for (int i = 1; i < order.size(); i++) {
            Element next = new Element(key, order.get(i));
            addWrite(dependencies, new Element(key, order.get(i - 1)), next);
        }
        if (!order.isEmpty()) {
            Element newest = new Element(key, order.getLast());
            unread.forEach(it -> addWrite(dependencies, newest, it));
        }
    }

    private void addWrite(Dependencies dependencies, Element one, Element next) {
        writer(one)
                .ifPresent(from -> writer(next)
                        .ifPresent(to -> dependencies.add(
                                from,
                                to,
                                Kind.WW,
                                "it appended " + one.value + " to " + one.key + " before " + next.value)));
    }

    private void addRead(Dependencies dependencies, Seen read, List<Element> unread) {
        List<Long> before = read.ofOthers();
        if (!before.isEmpty()) {
            Element newest = new Element(read.key, before.getLast());
            writer(newest)
                    .ifPresent(it -> dependencies.add(
                            it, read.number, Kind.WR, "it appended " + newest.value + ", which was read"));
        }
        List<Long> order = longestOf(read.key);
        List<Element> next =
                order.size() > before.size() ? List.of(new Element(read.key, order.get(before.size()))) : unread;
        for (Element element : next) {
            writer(element)
                    .ifPresent(it -> dependencies.add(
                            read.number, it, Kind.RW, "it read " + read.key + " without " + element.value));
        }
    }

    private Optional<Integer> writer(Element element) {
        return Optional.ofNullable(writers.get(element))
                .filter(it -> !(operations.get(it).ending() instanceof Ending.Never<?>));
    }

    private record Moment(long time, int number, boolean end) {}

    /** Who had ended when another began; what follows from two such edges is left out. */
    private void addRealTime(Dependencies dependencies) {
        List<Moment> moments = new ArrayList<>();
        for (int number = 0; number < operations.size(); number++) {
            Operation<List<Step>, List<List<Long>>> operation = operations.get(number);
            if (!(operation.ending() instanceof Ending.Never<?>)) {
                moments.add(new Moment(operation.begin(), number, false));
            }
            if (operation.isAnswered()) {
                moments.add(new Moment(operation.end(), number, true));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::time));
        Set<Integer> newestEnded = new LinkedHashSet<>();
        Map<Integer, Set<Integer>> endedBefore = new HashMap<>();
        for (Moment moment : moments) {
            if (moment.end) {
                newestEnded.removeAll(endedBefore.getOrDefault(moment.number, Set.of()));
                newestEnded.add(moment.number);
            } else {
                endedBefore.put(moment.number, Set.copyOf(newestEnded));
                newestEnded.forEach(
                        it -> dependencies.add(it, moment.number, Kind.RT, "it had ended when the next began"));
            }
        }
    }
}
