package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.testkit.Property;
import meridian.testkit.SeededRandomness;
import meridian.time.PtpWorld.Machine;
import meridian.time.ptp.Announce;
import meridian.time.ptp.PortIdentity;
import meridian.time.ptp.PtpPort.State;
import org.junit.jupiter.api.Test;

/** Machines that tell each other the time over PTP know it within their bounds at every moment, whoever of them dies. */
class PtpSimulationTest {
    private static final int WORLDS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofSeconds(40);

    @Test
    void the_best_clock_tells_all_others() {
        Property.forAll(WORLDS, PtpSimulationTest::world, world -> {
            settle(world);
        });
    }

    @Test
    void another_clock_takes_over_when_the_best_one_dies() {
        Property.forAll(WORLDS, PtpSimulationTest::world, world -> {
            settle(world);
            Machine first = transmitters(world).findFirst().orElseThrow();
            first.isAlive = false;
            settle(world);
            first.isAlive = true;
            settle(world);
        });
    }

    @Test
    void machines_that_come_and_go_and_sleep() {
        Property.forAll(WORLDS, PtpSimulationTest::world, world -> {
            for (int i = 0; i < 20; i++) {
                world.live(world.randomness.between(Duration.ZERO, Duration.ofSeconds(10)));
                Machine machine = world.randomness.pick(world.machines);
                machine.isAlive = world.randomness.chance(0.5);
                world.randomness
                        .pick(world.machines)
                        .sleep(world.randomness.between(Duration.ofNanos(1), Duration.ofSeconds(20)));
            }
            world.machines.forEach(machine -> machine.isAlive = true);
            settle(world);
        });
    }

    private static PtpWorld world(SeededRandomness randomness, int size) {
        PtpWorld world = new PtpWorld(randomness.fork());
        world.add(true);
        world.add(true);
        world.add(false);
        world.add(false);
        return world;
    }

    /** Clocks get better as they hear more of their servers, and change places a few times until they know enough. */
    private static void settle(PtpWorld world) {
        world.loss = 0;
        world.live(CALM);
        for (int i = 0; i < PATIENCE.toSeconds() && !allFollowOne(world); i++) {
            world.live(Duration.ofSeconds(1));
        }
        assertThat(allFollowOne(world)).as(() -> world.machines.toString()).isTrue();
    }

    private static Stream<Machine> transmitters(PtpWorld world) {
        return alive(world).filter(machine -> machine.port.state() == State.TRANSMITTING);
    }

    private static Stream<Machine> alive(PtpWorld world) {
        return world.machines.stream().filter(machine -> machine.isAlive);
    }

    private static boolean allFollowOne(PtpWorld world) {
        List<Machine> transmitters = transmitters(world).toList();
        return transmitters.size() == 1
                && alive(world)
                        .allMatch(machine -> machine == transmitters.getFirst()
                                || follows(machine, transmitters.getFirst().port.identity()));
    }

    private static boolean follows(Machine machine, PortIdentity transmitter) {
        return machine.port.state() == State.RECEIVING
                && machine.port.master().map(Announce::sender).equals(Optional.of(transmitter))
                && machine.time.now().isBounded();
    }
}
