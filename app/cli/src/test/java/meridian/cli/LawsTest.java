package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import meridian.base.canary.ReachesUp;
import meridian.store.canary.Applier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All rooms keep the laws, and each law is able to find somebody who does not. */
class LawsTest {
    private static final JavaClasses ROOMS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Generated, and not held to the house's rules.
            .withImportOption(location -> !location.contains("/meridian/protocol/"))
            .importPackages("meridian");

    static Stream<Arguments> laws() {
        return Stream.of(
                law("floors point down", Laws.FLOORS_POINT_DOWN, ReachesUp.class),
                law("only raft knows Ratis", Laws.ONLY_RAFT_KNOWS_RATIS, LawBreakers.KnowsRatis.class),
                law("only the store knows RocksDB", Laws.ONLY_STORE_KNOWS_ROCKSDB, LawBreakers.KnowsRocks.class),
                law(
                        "only the store hashes passwords",
                        Laws.ONLY_STORE_HASHES_PASSWORDS,
                        LawBreakers.HashesPasswords.class),
                law("only faces know their protocol", Laws.ONLY_FACES_KNOW_THEIR_PROTOCOL, ReachesUp.class),
                law("clients are no servers", Laws.CLIENTS_ARE_NO_SERVERS, LawBreakers.Serves.class),
                law(
                        "only the node chooses logging and metrics",
                        Laws.ONLY_THE_NODE_CHOOSES_LOGGING_AND_METRICS,
                        LawBreakers.ChoosesLogging.class),
                law("only time calls the kernel", Laws.ONLY_TIME_CALLS_THE_KERNEL, LawBreakers.CallsTheKernel.class),
                law(
                        "only one class reads the clock",
                        Laws.ONLY_ONE_CLASS_READS_THE_CLOCK,
                        LawBreakers.ReadsTheClock.class),
                law(
                        "only one class asks for randomness",
                        Laws.ONLY_ONE_CLASS_ASKS_FOR_RANDOMNESS,
                        LawBreakers.ThrowsDice.class),
                law(
                        "the disk is reached through its port",
                        Laws.THE_DISK_IS_REACHED_THROUGH_ITS_PORT,
                        LawBreakers.WritesFiles.class),
                law("state machines compute", Laws.STATE_MACHINES_COMPUTE, Applier.class),
                law("nobody sleeps", Laws.NOBODY_SLEEPS, LawBreakers.Sleeps.class),
                law("no static state", Laws.NO_STATIC_STATE, LawBreakers.Remembers.class),
                law("no reflection", Laws.NO_REFLECTION, LawBreakers.Reflects.class),
                law("null is marked everywhere", Laws.NULL_IS_MARKED_EVERYWHERE, ReachesUp.class));
    }

    private static Arguments law(String name, ArchRule law, Class<?> breaker) {
        return Arguments.of(Named.of(name, law), breaker);
    }

    @Test
    void all_rooms_are_looked_at() {
        assertThat(ROOMS.contain(meridian.base.Machine.class)).isTrue();
        for (String room :
                new String[] {"base", "time", "net", "raft", "store", "coordination", "etcd", "node", "cli", "client"
                }) {
            assertThat(ROOMS.containPackage("meridian." + room)).as(room).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void every_room_keeps_the_law(ArchRule law, Class<?> breaker) {
        law.check(ROOMS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void the_law_finds_who_breaks_it(ArchRule law, Class<?> breaker) {
        JavaClasses guilty = new ClassFileImporter().importClasses(breaker);

        assertThat(law.evaluate(guilty).hasViolation()).isTrue();
    }
}
