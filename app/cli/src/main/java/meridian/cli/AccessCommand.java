package meridian.cli;

import io.etcd.jetcd.api.AuthDisableRequest;
import io.etcd.jetcd.api.AuthEnableRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whether it matters who asks. */
final class AccessCommand {
    private AccessCommand() {}

    @Command(
            name = "on",
            description = "From now on everybody has to say who they are.",
            footer = {
                "",
                "There must be a user root with the role root:",
                "",
                "Examples:",
                "  meridian user add root",
                "  meridian user grant root root",
                "  meridian access on"
            })
    static final class On implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        private final Screen screen;

        On(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts().authEnable(AuthEnableRequest.getDefaultInstance()));
            screen.say("Access control is on.");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "off",
            description = "Lets everybody do everything again. Users and roles stay.",
            footer = {"", "Examples:", "  meridian access off --user root"})
    static final class Off implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        private final Screen screen;

        Off(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts().authDisable(AuthDisableRequest.getDefaultInstance()));
            screen.say("Access control is off: everybody may do everything.");
            return ExitCode.OK;
        }
    }
}
