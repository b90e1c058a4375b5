package meridian.time;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether somebody steers the machine's clock: then the monotonic one is bent by it, and how fast it ran a while ago says
 * nothing about how fast it runs now.
 */
@FunctionalInterface
interface Steering {
    /** Nobody says that nobody does. */
    Steering UNKNOWN = () -> false;

    Steering NONE = () -> true;

    /** Does nobody steer it, nor has since this was asked last? */
    boolean isAbsent();

    /** As the kernel says. Who steers the clock tells it so, and by how much. */
    static Steering of(Optional<Kernel> kernel) {
        return kernel.<Steering>map(ByKernel::new).orElse(UNKNOWN);
    }

    /** For one thread at a time. */
    final class ByKernel implements Steering {
        private static final Logger log = LoggerFactory.getLogger(Steering.class);

        private final Kernel kernel;
        private Kernel.Discipline last = new Kernel.Discipline(false, 0, 0);

        ByKernel(Kernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public boolean isAbsent() {
            try {
                Kernel.Discipline now = kernel.discipline();
                boolean same = now.equals(last);
                last = now;
                return same && now.isNobodys();
            } catch (IOException e) {
                log.debug("The kernel does not say who steers the clock", e);
                return false;
            }
        }
    }
}
