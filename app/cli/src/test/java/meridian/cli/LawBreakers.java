package meridian.cli;

import ch.qos.logback.classic.LoggerContext;
import io.grpc.ServerBuilder;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.ratis.protocol.RaftPeerId;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.rocksdb.Options;

/** Canaries: each breaks a law, so that a law which cannot find anything is found out itself. */
final class LawBreakers {
    private LawBreakers() {}

    static final class KnowsRatis {
        RaftPeerId peer() {
            return RaftPeerId.valueOf("n1");
        }
    }

    static final class KnowsRocks {
        Options options() {
            return new Options();
        }
    }

    static final class HashesPasswords {
        SHA256Digest digest() {
            return new SHA256Digest();
        }
    }

    static final class Serves {
        ServerBuilder<?> server() {
            return ServerBuilder.forPort(0);
        }
    }

    static final class ChoosesLogging {
        LoggerContext context() {
            return new LoggerContext();
        }
    }

    static final class CallsTheKernel {
        Linker linker() {
            return Linker.nativeLinker();
        }
    }

    static final class ReadsTheClock {
        long now() {
            return System.nanoTime();
        }
    }

    static final class ThrowsDice {
        int dice() {
            return new Random().nextInt();
        }
    }

    static final class WritesFiles {
        boolean look() {
            return Files.exists(Path.of("/"));
        }
    }

    static final class Sleeps {
        void rest() throws InterruptedException {
            Thread.sleep(0);
        }
    }

    static final class Remembers {
        static int count = 0;

        private Remembers() {}
    }

    static final class Reflects {
        Class<?> find() throws ClassNotFoundException {
            return Class.forName("java.lang.String");
        }
    }
}
