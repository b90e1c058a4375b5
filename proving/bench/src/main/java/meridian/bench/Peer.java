package meridian.bench;

import java.util.function.Supplier;

/**
 * A system that Meridian can be compared with.
 *
 * @param installed looks for it on this machine, and fails with what to do when it is not there; asked only if it is to
 *     run
 */
record Peer(String name, Supplier<SystemUnderTest> installed, Suite suite) {}
