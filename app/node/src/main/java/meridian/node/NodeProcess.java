package meridian.node;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's life as a process: it starts, serves until somebody says stop or it cannot go on, and ends in order. */
public final class NodeProcess {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final Runtime.Version JAVA_OLDEST = Runtime.Version.parse("25.0.3");
    private static final int EXIT_OK = 0;
    private static final int EXIT_FAILED = 1;

    private final NodeConfig config;
    private final PrintStream errors;
    private final boolean console;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean failed = new AtomicBoolean();
    private @Nullable Thread starting = Thread.currentThread();

    /**
     * @param errors where to say why the node did not start
     * @param console whether to show the log on the screen, too
     */
    public NodeProcess(NodeConfig config, PrintStream errors, boolean console) {
        this.config = config;
        this.errors = errors;
        this.console = console;
    }

    /**
     * Returns when the node has stopped, with what the process is to tell the shell. To be called by the thread that made
     * this.
     */
    public int run() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stopOrderly));
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, trouble) -> fail("thread " + thread.getName() + " died", trouble));
        Ports ports = Ports.ofMachine();
        try {
            requireJava();
            serve(ports);
        } catch (Refusal e) {
            LOG.error("{}", e.getMessage());
            errors.println(e.getMessage());
            failed.set(true);
        } catch (InterruptedException e) {
            LOG.info("stopped while it was starting");
        } catch (RuntimeException e) {
            brokeOff(e);
        } finally {
            stopped.countDown();
        }
        return failed.get() ? EXIT_FAILED : EXIT_OK;
    }

    /** A start that is interrupted may also end in a file or a socket that was closed by that. */
    private void brokeOff(RuntimeException trouble) {
        if (stop.getCount() == 0) {
            LOG.info("stopped while it was starting ({})", trouble.toString());
        } else {
            LOG.error("the node broke off", trouble);
            errors.println(config.node().id() + " broke off: " + trouble);
            failed.set(true);
        }
    }

    private static void requireJava() {
        if (Runtime.version().compareToIgnoreOptional(JAVA_OLDEST) < 0) {
            throw new Refusal("This is Java " + Runtime.version() + " and Meridian needs " + JAVA_OLDEST
                    + " or newer: set JAVA_HOME to such a JDK.");
        }
    }

    private void serve(Ports ports) throws InterruptedException {
        try (DataFolder folder = DataFolder.open(
                        config.node().data(),
                        config.cluster().name(),
                        config.node().id(),
                        ports.disk(),
                        ports.randomness());
                Logs _ = Logs.open(folder.logFile(), config.log(), console)) {
            LOG.info(
                    "node {} of cluster '{}' starts, Meridian {}, Java {}, process {}",
                    config.node().id(),
                    config.cluster().name(),
                    Version.MERIDIAN,
                    Runtime.version(),
                    ProcessHandle.current().pid());
            try (Node _ = Node.start(config, folder, ports, this::fail)) {
                startIsOver();
                stop.await();
                LOG.info("stopping");
            }
            LOG.info("stopped");
        }
    }

    /** A start may wait for other nodes for ever; a stop, once it is under way, must not be disturbed. */
    private synchronized void interruptStart() {
        if (starting != null) {
            starting.interrupt();
        }
    }

    private synchronized void startIsOver() {
        starting = null;
    }

    /** Tells the node to stop; {@link #run} returns when it has. */
    public void stop() {
        stop.countDown();
        interruptStart();
    }

    /** On a signal. The process ends when this returns, so it returns only when the node has stopped or had its time. */
    private void stopOrderly() {
        stop();
        try {
            Duration limit = config.node().stopTimeout();
            if (!stopped.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "not stopped after {} s ({}): ending anyway",
                        limit.toSeconds(),
                        Settings.NODE_STOP_TIMEOUT.path());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The node cannot go on. It gets the usual time to end in order, then it ends at once. */
    private void fail(String what, Throwable trouble) {
        LOG.error("{}: the node stops", what, trouble);
        if (failed.compareAndSet(false, true)) {
            stop.countDown();
            Thread.ofPlatform().daemon().name("last-resort").start(this::haltAfterTimeout);
        }
    }

    private void haltAfterTimeout() {
        try {
            if (stopped.await(config.node().stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            LOG.warn("interrupted on the way to a halt");
        }
        Runtime.getRuntime().halt(EXIT_FAILED);
    }
}
