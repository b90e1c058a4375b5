package meridian.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.base.Address;

/** What is measured of one system, and over which protocol. */
interface Suite {
    /** Seconds from the start of a cluster to its first successful write. */
    Measure START = new Measure("up-seconds", Measure.Quantity.SECONDS, new Goal.ValueAtMost(6));

    Protocol protocol();

    List<Workload> workloads();

    /** What comes last in a turn, where there is anything, because the cluster is not whole afterwards. */
    Optional<Drill> drill();

    /** Writes the data that the workloads expect to find. */
    void fill(List<Address> endpoints);

    /** For the report: what a reader has to know of the load. */
    Map<String, String> facts();

    /** Everything that is measured, in the order in which it is. */
    default List<Measure> measures() {
        Stream<Measure> underLoad = workloads().stream().map(Workload::measure);
        return Stream.of(Stream.of(START), underLoad, drill().map(Drill::measure).stream())
                .flatMap(measures -> measures)
                .toList();
    }
}
