package meridian.cli;

import io.etcd.jetcd.api.AlarmRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "alarm",
        description = "Shows alarms, such as that the space is used up, or clears them.",
        footer = {"", "Examples:", "  meridian alarm", "  meridian alarm --clear"})
final class AlarmCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Option(names = "--clear", description = "Clear all of them.")
    private boolean clear;

    private final Screen screen;

    AlarmCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        AlarmRequest.AlarmAction action = clear ? AlarmRequest.AlarmAction.DEACTIVATE : AlarmRequest.AlarmAction.GET;
        return remote.with(session -> {
            session.maintenance()
                    .alarm(AlarmRequest.newBuilder().setAction(action).build())
                    .getAlarmsList()
                    .forEach(alarm -> screen.say((clear ? "cleared " : "") + alarm.getAlarm() + " on member "
                            + Long.toHexString(alarm.getMemberID())));
            return ExitCode.OK;
        });
    }
}
