package meridian.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;

/** Curator, for ZooKeeper. */
final class CuratorLibrary implements LockLibrary {
    @Override
    public LockClients connect(List<Address> endpoints, int clients) {
        return new CuratorClients(endpoints, clients);
    }

    /**
     * Opens a session through this one node. Without retries, so that every error is seen and counted, and without
     * moving on to the other nodes of the ensemble, so that the clients stay as they were spread.
     */
    static CuratorFramework open(Address endpoint, Duration max) {
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(endpoint.toString())
                .retryPolicy(new RetryNTimes(0, 0))
                .ensembleTracker(false)
                .build();
        client.start();
        try {
            if (client.blockUntilConnected((int) max.toMillis(), TimeUnit.MILLISECONDS)) {
                return client;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
        throw new BenchFailure("No session at ZooKeeper's node " + endpoint + " within " + max.toMillis() + " ms.");
    }
}
