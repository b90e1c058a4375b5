package meridian.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import meridian.base.ByteWriter;
import meridian.base.Randomness;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id, at the cost that OWASP's password storage cheat sheet names. That takes a processor
 * for a while, so it happens on few threads of its own and never while a command is applied. A hash says with which
 * numbers it was made, so that later ones may cost more.
 */
final class Passwords implements AutoCloseable {
    private static final Cost COST = new Cost(19 * 1024, 2, 1);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final long IDLE_SECONDS = 10;
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    /** Of no password: what is compared with when there is no such user, so that this takes as long. */
    private static final String NOBODYS = text(COST, new byte[SALT_BYTES], new byte[HASH_BYTES]);

    private final Randomness randomness;
    private final ThreadPoolExecutor threads;

    Passwords(AccessConfig config, Randomness randomness) {
        this.randomness = randomness;
        this.threads = new ThreadPoolExecutor(
                config.hashingThreads(),
                config.hashingThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.hashingWaitingMax()),
                Thread.ofPlatform().daemon().name("store-passwords-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    private record Cost(int kibibytes, int passes, int lanes) {}

    /** Fails with {@link RejectedExecutionException} when too many wait. An empty password has an empty hash. */
    CompletableFuture<String> hash(String password) {
        if (password.isEmpty()) {
            return CompletableFuture.completedFuture("");
        }
        byte[] salt = new ByteWriter(SALT_BYTES)
                .u64(randomness.nextLong())
                .u64(randomness.nextLong())
                .toArray();
        return later(() -> text(COST, salt, argon2(password, COST, salt)));
    }

    /** Fails with {@link RejectedExecutionException} when too many wait. Nothing matches an empty hash. */
    CompletableFuture<Boolean> matches(String password, String hash) {
        return later(() -> matchesNow(password, hash.isEmpty() ? NOBODYS : hash) && !hash.isEmpty());
    }

    private <T> CompletableFuture<T> later(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean matchesNow(String password, String hash) {
        String[] parts = hash.split("\\$", -1);
        String[] numbers = parts[3].replaceAll("[a-z]=", "").split(",", -1);
        Cost cost = new Cost(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
        byte[] salt = Base64.getDecoder().decode(parts[4]);
        return MessageDigest.isEqual(Base64.getDecoder().decode(parts[5]), argon2(password, cost, salt));
    }

    private static byte[] argon2(String password, Cost cost, byte[] salt) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.kibibytes)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    /** In the form that the reference implementation of Argon2 writes. */
    private static String text(Cost cost, byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + cost.kibibytes + ",t=" + cost.passes + ",p=" + cost.lanes + "$"
                + ENCODER.encodeToString(salt) + "$" + ENCODER.encodeToString(hash);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
