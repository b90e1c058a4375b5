package meridian.chaos;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import meridian.base.Invariant;
import meridian.base.NodeId;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.host.Lifeline;
import org.jspecify.annotations.Nullable;

/** A node that can be started, and stopped in all the ways that processes stop. */
final class NodeProcess {
    private static final Duration EXIT_MAX = Duration.ofSeconds(30);

    private final Place place;
    private final Product product;
    private final Site site;
    private @Nullable Process process;
    private boolean paused;
    private boolean told;

    NodeProcess(Place place, Product product, Site site) {
        this.place = place;
        this.product = product;
        this.site = site;
    }

    NodeId id() {
        return place.id();
    }

    Place place() {
        return place;
    }

    /** Returns at once; it may take a while until the node serves, or refuses to start. */
    synchronized void start() {
        Invariant.check(!isRunning(), "%s runs already", id());
        Folders.delete(place.scratch());
        Folders.create(place.scratch());
        try {
            process = Lifeline.start(
                    new ProcessBuilder(site.command(place, product.command(place.configuration(), place.scratch())))
                            .directory(place.folder().toFile())
                            .redirectInput(new File("/dev/null"))
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.appendTo(place.output().toFile())));
        } catch (IOException e) {
            throw new ChaosFailure("Cannot start " + id() + ": " + e.getMessage(), e);
        }
        told = false;
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** A node may end because we end it. Throws if it ended for any other reason. */
    synchronized void requireNoCrash() {
        if (process != null && !process.isAlive() && !told) {
            throw new ChaosFailure(
                    id() + " ended by itself with code " + process.exitValue() + "; it said last: " + lastWords());
        }
    }

    /** SIGKILL: it gets to write nothing more. */
    synchronized void kill() {
        if (process != null) {
            told |= process.isAlive();
            process.destroyForcibly();
            awaitExit();
        }
    }

    /** SIGTERM: it ends in an orderly way. */
    synchronized void stop() {
        if (process != null) {
            told |= process.isAlive();
            process.destroy();
            awaitExit();
        }
    }

    /** SIGSTOP: it does nothing at all and does not know it. */
    synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT: it goes on as if nothing had been. */
    synchronized void resume() {
        signal("CONT");
        paused = false;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** The exit code of a node that ends by itself, as one does that refuses to start. */
    int awaitExit() {
        Process ending = Optional.ofNullable(process).orElseThrow(() -> new ChaosFailure(id() + " was never started."));
        try {
            if (!ending.waitFor(EXIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ChaosFailure(id() + " did not end within " + EXIT_MAX.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted while waiting for " + id(), e);
        }
        paused = false;
        return ending.exitValue();
    }

    /** Takes away all it has on disk, as a lost disk does. It must not run. */
    void wipe() {
        Invariant.check(!isRunning(), "%s still uses its folder", id());
        site.wipe(place);
    }

    /** What it said on standard output and error, over all its lives. */
    String output() {
        return Folders.read(place.output());
    }

    String lastWords() {
        return output().lines().reduce("", (_, line) -> line);
    }

    private void signal(String name) {
        Process target = Optional.ofNullable(process)
                .orElseThrow(() -> new ChaosFailure(id() + " does not run, it cannot get SIG" + name));
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(target.pid())).start();
            if (kill.waitFor() != 0) {
                throw new ChaosFailure("kill -" + name + " " + target.pid() + " failed: is " + id() + " still there?");
            }
        } catch (IOException e) {
            throw new ChaosFailure("Cannot run kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
