package meridian.cli;

import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserChangePasswordRequest;
import io.etcd.jetcd.api.AuthUserDeleteRequest;
import io.etcd.jetcd.api.AuthUserGetRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthUserListRequest;
import io.etcd.jetcd.api.AuthUserRevokeRoleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who may log in, and with which roles. */
final class UserCommand {
    private UserCommand() {}

    @Command(
            name = "list",
            description = "Shows the users with their roles.",
            footer = {"", "Examples:", "  meridian user list --user root"})
    static final class ListUsers implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
        private OutputFormat output = OutputFormat.text;

        private final Screen screen;

        ListUsers(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            List<List<String>> rows = new ArrayList<>();
            var users = Screen.JSON.createArrayNode();
            remote.with(session -> {
                for (String name : session.accounts()
                        .userList(AuthUserListRequest.getDefaultInstance())
                        .getUsersList()) {
                    List<String> roles = roles(session, name);
                    rows.add(List.of(name, String.join(", ", roles)));
                    roles.forEach(users.addObject().put("name", name).putArray("roles")::add);
                }
                return ExitCode.OK;
            });
            switch (output) {
                case json -> screen.json(Screen.object().set("users", users));
                case text -> {
                    rows.addFirst(List.of("USER", "ROLES"));
                    screen.table(rows);
                }
            }
            return ExitCode.OK;
        }

        private static List<String> roles(Session session, String name) {
            return List.copyOf(session.accounts()
                    .userGet(AuthUserGetRequest.newBuilder().setName(name).build())
                    .getRolesList());
        }
    }

    @Command(
            name = "add",
            description = "Adds a user. The password is asked for, or taken from " + PasswordSource.NEW + ".",
            footer = {"", "Examples:", "  meridian user add anna --user root"})
    static final class Add implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "NAME", description = "The new user.")
        private String name = "";

        private final Screen screen;
        private final PasswordSource passwords;

        Add(Remote remote, Screen screen, PasswordSource passwords) {
            this.remote = remote;
            this.screen = screen;
            this.passwords = passwords;
        }

        @Override
        public Integer call() {
            AuthUserAddRequest request = AuthUserAddRequest.newBuilder()
                    .setName(name)
                    .setPassword(passwords.fresh(name))
                    .build();
            remote.with(session -> session.accounts().userAdd(request));
            screen.say("Added " + name + ".");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "password",
            description = "Sets a user's password; whoever is logged in with the old one is out.",
            footer = {"", "Examples:", "  meridian user password anna --user root"})
    static final class Password implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "NAME", description = "The user.")
        private String name = "";

        private final Screen screen;
        private final PasswordSource passwords;

        Password(Remote remote, Screen screen, PasswordSource passwords) {
            this.remote = remote;
            this.screen = screen;
            this.passwords = passwords;
        }

        @Override
        public Integer call() {
            AuthUserChangePasswordRequest request = AuthUserChangePasswordRequest.newBuilder()
                    .setName(name)
                    .setPassword(passwords.fresh(name))
                    .build();
            remote.with(session -> session.accounts().userChangePassword(request));
            screen.say(name + " has a new password.");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a user.",
            footer = {"", "Examples:", "  meridian user delete anna --user root"})
    static final class Delete implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "NAME", description = "The user.")
        private String name = "";

        private final Screen screen;

        Delete(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts()
                    .userDelete(AuthUserDeleteRequest.newBuilder().setName(name).build()));
            screen.say("Deleted " + name + ".");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "grant",
            description = "Gives a user a role.",
            footer = {"", "Examples:", "  meridian user grant anna reader --user root"})
    static final class Grant implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "ROLE", description = "The role; `root` may do everything.")
        private String role = "";

        private final Screen screen;

        Grant(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts()
                    .userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                            .setUser(name)
                            .setRole(role)
                            .build()));
            screen.say(name + " has the role " + role + ".");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Takes a role from a user.",
            footer = {"", "Examples:", "  meridian user revoke anna reader --user root"})
    static final class Revoke implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "ROLE", description = "The role.")
        private String role = "";

        private final Screen screen;

        Revoke(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts()
                    .userRevokeRole(AuthUserRevokeRoleRequest.newBuilder()
                            .setName(name)
                            .setRole(role)
                            .build()));
            screen.say(name + " has the role " + role + " no more.");
            return ExitCode.OK;
        }
    }
}
