package meridian.node;

import meridian.base.Clock;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** What a node asks the machine for. */
record Ports(Clock clock, Ticker ticker, Randomness randomness, Disk disk) {
    static Ports ofMachine() {
        return new Ports(Machine.clock(), Machine.ticker(), Machine.randomness(), Machine.disk());
    }
}
