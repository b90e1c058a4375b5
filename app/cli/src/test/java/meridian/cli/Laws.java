package meridian.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.lang.foreign.Linker;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The laws of {@code docs/ARCHITECTURE.md} that can be read off the classes. */
final class Laws {
    /** Which rooms a room may use: those on lower floors, and of these only what its work needs. */
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "base", List.of(),
            "time", List.of("base"),
            "net", List.of("base"),
            "raft", List.of("base", "net"),
            "store", List.of("base", "raft"),
            "coordination", List.of("base", "store"),
            "etcd", List.of("protocol", "base", "raft", "store", "coordination"),
            "node", List.of("base", "time", "net", "raft", "store", "coordination", "etcd"),
            "cli", List.of("protocol", "base", "time", "raft", "store", "node"),
            "client", List.of("protocol"));

    static final ArchRule FLOORS_POINT_DOWN =
            classes().that(resideInAPackage("meridian..")).should(useOnlyLowerRooms());

    static final ArchRule ONLY_RAFT_KNOWS_RATIS = onlyIn("meridian.raft", "org.apache.ratis..");

    static final ArchRule ONLY_STORE_KNOWS_ROCKSDB = onlyIn("meridian.store", "org.rocksdb..");

    /** Passwords are hashed in one place. */
    static final ArchRule ONLY_STORE_HASHES_PASSWORDS = onlyIn("meridian.store", "org.bouncycastle.crypto..");

    /** The command line and the Java client talk to nodes as others do, so they know the stubs, but nothing of servers. */
    static final ArchRule ONLY_FACES_KNOW_THEIR_PROTOCOL = noClasses()
            .that(resideInAPackage("meridian..")
                    .and(not(resideInAnyPackage("meridian.etcd..", "meridian.cli..", "meridian.client.."))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.grpc..", "io.etcd.."));

    static final ArchRule CLIENTS_ARE_NO_SERVERS = noClasses()
            .that(resideInAnyPackage("meridian.cli..", "meridian.client.."))
            .should()
            .dependOnClassesThat(simpleName("Server")
                    .or(simpleName("ServerBuilder"))
                    .or(simpleName("BindableService"))
                    .or(resideInAPackage("io.netty.bootstrap..")));

    static final ArchRule ONLY_THE_NODE_CHOOSES_LOGGING_AND_METRICS =
            onlyIn("meridian.node", "ch.qos.logback..", "io.micrometer..");

    /** Where a mistake takes the whole process down. What lies outside the heap is another matter. */
    static final ArchRule ONLY_TIME_CALLS_THE_KERNEL = noClasses()
            .that(resideInAPackage("meridian..").and(not(resideInAPackage("meridian.time.."))))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Linker.class);

    /** The Java client uses no room that has the ports, so it has one such class of its own. */
    private static final DescribedPredicate<JavaClass> THE_MACHINE =
            named("meridian.base.Machine", "meridian.client.Machine");

    static final ArchRule ONLY_ONE_CLASS_READS_THE_CLOCK = noClasses()
            .that(resideInAPackage("meridian..").and(not(THE_MACHINE)))
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now");

    static final ArchRule ONLY_ONE_CLASS_ASKS_FOR_RANDOMNESS = noClasses()
            .that(resideInAPackage("meridian..").and(not(THE_MACHINE)))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(ThreadLocalRandom.class, SecureRandom.class)
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random");

    /**
     * Files are reached through the Disk port, which tests can make fail. Beside its real implementation these may look at
     * the file system themselves: the lock on a data folder, which belongs to the process and not to the data; the search
     * for a port's owner, which reads what the kernel shows; the check of TLS files at start; and the launch of processes.
     */
    static final ArchRule THE_DISK_IS_REACHED_THROUGH_ITS_PORT = noClasses()
            .that(resideInAPackage("meridian..")
                    .and(not(named(
                            "meridian.base.FileDisk",
                            "meridian.node.FolderLock",
                            "meridian.node.PortOwner",
                            "meridian.net.Tls",
                            "meridian.cli.Starter"))))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    Files.class,
                    FileChannel.class,
                    RandomAccessFile.class,
                    FileInputStream.class,
                    FileOutputStream.class,
                    FileReader.class,
                    FileWriter.class);

    /** What applying a command runs through: the same on every replica, so there is nothing to ask but the command. */
    static final ArchRule STATE_MACHINES_COMPUTE = noClasses()
            .that(resideInAPackage("meridian.store..")
                    .and(simpleName("Applier")
                            .or(simpleName("CommandRunner"))
                            .or(simpleName("TransactionRunner"))
                            .or(simpleName("Draft"))
                            .or(simpleName("AccessDraft"))
                            .or(simpleName("Gate"))
                            .or(simpleName("LeaseDraft"))
                            .or(simpleName("SessionDraft"))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.nio.file..", "org.slf4j..")
                    .or(named(
                            "java.lang.Thread",
                            "meridian.base.Clock",
                            "meridian.base.Ticker",
                            "meridian.base.Randomness",
                            "meridian.base.Disk",
                            "meridian.base.Machine")));

    /**
     * A pause hopes that something will have happened; wait for it, with a limit, instead. A founder that asks for its
     * peers again and again has nothing else to wait for: they are other machines that nobody may have started yet. Neither
     * has who asks servers for the time, which want to be asked slowly.
     */
    static final ArchRule NOBODY_SLEEPS = noClasses()
            .that(resideInAPackage("meridian..").and(not(named("meridian.raft.Founding", "meridian.time.NtpQuery"))))
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class);

    static final ArchRule NO_STATIC_STATE = noFields()
            .that()
            .areDeclaredInClassesThat(resideInAPackage("meridian.."))
            .should()
            .beStatic()
            .andShould()
            .notBeFinal();

    static final ArchRule NO_REFLECTION = noClasses()
            .that(resideInAPackage("meridian.."))
            .should()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Method.class);

    static final ArchRule NULL_IS_MARKED_EVERYWHERE =
            classes().that(resideInAPackage("meridian..")).should(beInMarkedPackage());

    private Laws() {}

    private static ArchRule onlyIn(String room, String... libraries) {
        return noClasses()
                .that(resideInAPackage("meridian..").and(not(resideInAPackage(room + ".."))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        List<String> wanted = List.of(names);
        return DescribedPredicate.describe(
                "named " + wanted, type -> wanted.contains(outermost(type).getName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(Laws::outermost).orElse(type);
    }

    private static String room(JavaClass type) {
        return Stream.of(type.getPackageName().split("\\.")).skip(1).findFirst().orElse("");
    }

    private static ArchCondition<JavaClass> useOnlyLowerRooms() {
        return new ArchCondition<>("use only rooms on lower floors") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                List<String> allowed = MAY_USE.getOrDefault(room(type), List.of());
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("meridian."))
                        .filter(dependency -> !room(dependency.getTargetClass()).equals(room(type)))
                        .filter(dependency -> !allowed.contains(room(dependency.getTargetClass())))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> beInMarkedPackage() {
        return new ArchCondition<>("be in a package marked @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is in an unmarked package"));
                }
            }
        };
    }
}
