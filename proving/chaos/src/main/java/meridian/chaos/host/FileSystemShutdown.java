package meridian.chaos.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import meridian.chaos.base.ChaosFailure;

/**
 * Ends an ext4 file system in the middle of what it does: what it has not yet put on its device never gets there, and
 * whoever uses it gets errors. (EXT4_IOC_SHUTDOWN in the kernel's fs/ext4/ext4.h.)
 */
final class FileSystemShutdown {
    /** {@code _IOR('X', 125, __u32)}. */
    private static final long SHUTDOWN = 0x8004_587dL;

    /** EXT4_GOING_FLAGS_NOLOGFLUSH: not even the journal is written out. */
    private static final int NO_LOG_FLUSH = 2;

    /** {@code O_RDONLY | O_CLOEXEC}. */
    private static final int OPEN_FLAGS = 0x80000;

    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_FIELD =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = function(
            "open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT), ERRNO);
    private static final MethodHandle IOCTL = function(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private FileSystemShutdown() {}

    /** @param folder where the file system is mounted */
    static void shutDown(Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int file = (int) OPEN.invokeExact(state, arena.allocateFrom(folder.toString()), OPEN_FLAGS);
            require(file >= 0, "open " + folder, state);
            MemorySegment flags = arena.allocateFrom(ValueLayout.JAVA_INT, NO_LOG_FLUSH);
            int result = (int) IOCTL.invokeExact(state, file, SHUTDOWN, flags);
            int _ = (int) CLOSE.invokeExact(file);
            require(result == 0, "shut down the file system at " + folder + " (EXT4_IOC_SHUTDOWN)", state);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ChaosFailure("Cannot call the C library: " + e, e);
        }
    }

    private static void require(boolean worked, String what, MemorySegment state) {
        if (!worked) {
            throw new ChaosFailure("Cannot " + what + ": errno " + ERRNO_FIELD.get(state, 0L));
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }
}
