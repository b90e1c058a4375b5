package meridian.etcd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection that speaks HTTP/1.1 is granted.
 *
 * @param waiting requests, or parts of one, that wait behind what is served; then the connection is not read from
 * @param idleMax how long a connection may send nothing while nothing is served on it
 */
public record HttpLimits(int waiting, Duration idleMax) {
    public static final HttpLimits DEFAULT = new HttpLimits(16, Duration.ofMinutes(1));

    public HttpLimits {
        List<String> problems = new ArrayList<>();
        if (waiting <= 0) {
            problems.add("client.http-waiting-max is " + waiting + ": it must be greater than 0");
        }
        if (!idleMax.isPositive()) {
            problems.add("client.http-idle-max is " + idleMax + ": it must be greater than 0");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}
