package meridian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import meridian.base.Address;

/** A cluster whose nodes are processes of ours. */
record Members(List<Address> endpoints, List<ChildProcess> members) implements RunningSystem {
    /**
     * Starts a process for each endpoint, or none.
     *
     * @param member starts the one with this number, from zero
     */
    static Members start(List<Address> endpoints, IntFunction<ChildProcess> member) {
        List<ChildProcess> started = new ArrayList<>();
        try {
            for (int i = 0; i < endpoints.size(); i++) {
                started.add(member.apply(i));
            }
            return new Members(endpoints, started);
        } catch (BenchFailure e) {
            ChildProcess.stopAll(started);
            throw e;
        }
    }

    @Override
    public void requireAlive() {
        members.forEach(ChildProcess::requireAlive);
    }

    @Override
    public List<Long> processIds() {
        return members.stream().map(ChildProcess::id).toList();
    }

    @Override
    public void close() {
        ChildProcess.stopAll(members);
    }
}
