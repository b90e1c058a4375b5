package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import meridian.testkit.Property;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

/** In worlds of many kinds the true time is always within the bound, and our clock never runs backwards. */
class TrueTimeSimulationTest {
    private static final int WORLDS = 200;
    private static final Duration LONG = Duration.ofMinutes(40);

    @Test
    void clocks_that_drift_and_paths_that_jitter() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::world, world -> {
            World.Watch watch = new World.Watch(world);
            for (int i = 0; i < 4; i++) {
                world.live(LONG.dividedBy(4), watch);
                world.changeDrift();
            }
            assertThat(watch.bounded).as("the time is known mostly").isGreaterThan(watch.looks / 2);
        });
    }

    @Test
    void a_rate_that_is_measured_and_wanders() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::nearServer, world -> {
            World.Watch watch = new World.Watch(world);
            for (int i = 0; i < 8; i++) {
                world.live(LONG.dividedBy(8), watch);
                world.changeDrift();
            }
            assertThat(watch.bounded).as("the time is known mostly").isGreaterThan(watch.looks / 2);
            assertThat(world.sequels).as("it is told later when answers left").isGreaterThan(10);
        });
    }

    @Test
    void a_rate_that_is_measured_on_a_machine_that_sleeps_too_shortly_to_be_noticed() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::nearServer, world -> {
            World.Watch watch = new World.Watch(world);
            for (int i = 0; i < 8; i++) {
                world.live(LONG.dividedBy(8), watch);
                world.sleep(world.randomness.between(Duration.ofNanos(50_000), Duration.ofNanos(900_000)));
                watch.run();
            }
        });
    }

    @Test
    void a_second_more_or_less_at_the_end_of_the_day() {
        for (Leap leap : List.of(Leap.SECOND_INSERTED, Leap.SECOND_DELETED)) {
            Property.forAll(WORLDS, TrueTimeSimulationTest::threeHonestServers, world -> {
                World.Watch watch = new World.Watch(world);
                world.announce(leap);
                world.advance(world.untilLeap().minus(LONG.dividedBy(4)).toNanos());
                world.live(LONG.dividedBy(2), watch);
                assertThat(watch.bounded).as("the time is known mostly").isGreaterThan(watch.looks / 2);
                assertThat(world.time.now().state()).isEqualTo(Now.State.SYNCHRONISED);
            });
        }
    }

    @Test
    void a_server_that_steps() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::threeHonestServers, world -> {
            World.Watch watch = new World.Watch(world);
            world.live(LONG.dividedBy(4), watch);
            world.servers.get(1).step(world.randomness.between(-3_600_000_000_000L, 3_600_000_000_000L));
            world.live(LONG.dividedBy(2), watch);
        });
    }

    @Test
    void a_machine_that_sleeps() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::world, world -> {
            World.Watch watch = new World.Watch(world);
            for (int i = 0; i < 4; i++) {
                world.live(LONG.dividedBy(8), watch);
                world.sleep(world.randomness.between(Duration.ofNanos(100), Duration.ofHours(10)));
                watch.run();
                world.sleep(world.randomness.between(Duration.ofNanos(100), Duration.ofMillis(2)));
                watch.run();
            }
            world.live(LONG.dividedBy(4), watch);
        });
    }

    @Test
    void a_clock_that_is_set() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::world, world -> {
            World.Watch watch = new World.Watch(world);
            for (int i = 0; i < 4; i++) {
                world.live(LONG.dividedBy(8), watch);
                world.setClock(world.randomness.between(Duration.ofHours(-10), Duration.ofHours(10)));
                watch.run();
            }
        });
    }

    @Test
    void an_hour_without_any_server() {
        Property.forAll(WORLDS, TrueTimeSimulationTest::world, world -> {
            World.Watch watch = new World.Watch(world);
            world.live(LONG.dividedBy(4), watch);
            world.cutNetwork();
            world.live(Duration.ofHours(1), watch);
            assertThat(world.time.now().state()).isNotEqualTo(Now.State.SYNCHRONISED);
            world.mendNetwork();
            world.live(LONG.dividedBy(4), watch);
            assertThat(world.time.now().state()).isEqualTo(Now.State.SYNCHRONISED);
        });
    }

    private static World nearServer(SeededRandomness randomness, int size) {
        return new World(randomness.fork(), List.of(World.Server.near(randomness)), false);
    }

    private static World world(SeededRandomness randomness, int size) {
        int servers = 1 + randomness.nextInt(5);
        return new World(randomness.fork(), World.servers(randomness, servers));
    }

    private static World threeHonestServers(SeededRandomness randomness, int size) {
        return new World(
                randomness.fork(),
                List.of(
                        World.Server.honest(randomness),
                        World.Server.honest(randomness),
                        World.Server.honest(randomness)));
    }
}
