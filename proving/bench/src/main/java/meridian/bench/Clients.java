package meridian.bench;

import java.util.List;

/** The logical clients of a workload, with the connections that they share. */
interface Clients extends AutoCloseable {
    List<Operation> operations();

    @Override
    void close();
}
