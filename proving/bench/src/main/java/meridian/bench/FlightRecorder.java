package meridian.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records a JVM with its own flight recorder, over jcmd, so that only the measured window is in the profile. */
final class FlightRecorder implements Profiler {
    private static final String RECORDING = "name=bench";
    private static final Duration COMMAND_WAIT_MAX = Duration.ofSeconds(30);

    private final Path jcmd;
    private final Path folder;
    private final Progress progress;

    FlightRecorder(Path javaHome, Path folder, Progress progress) {
        this.jcmd = javaHome.resolve("bin").resolve("jcmd");
        this.folder = folder;
        this.progress = progress;
    }

    @Override
    public Recording record(long processId, String title) {
        Path file = folder.resolve(title + ".jfr").toAbsolutePath();
        command(processId, "JFR.start", RECORDING, "settings=profile");
        return () -> {
            command(processId, "JFR.stop", RECORDING, "filename=" + file);
            progress.say("profile of the leader: %s (read it with: jfr view hot-methods %s)", file, file);
        };
    }

    private void command(long processId, String... words) {
        List<String> command = new ArrayList<>(List.of(jcmd.toString(), Long.toString(processId)));
        command.addAll(List.of(words));
        Path log = folder.resolve("jcmd.log");
        try (ChildProcess process = ChildProcess.start(command, _ -> true, Map.of(), log)) {
            process.awaitSuccess(COMMAND_WAIT_MAX);
        }
    }
}
