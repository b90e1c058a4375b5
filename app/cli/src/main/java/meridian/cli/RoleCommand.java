package meridian.cli;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleDeleteRequest;
import io.etcd.jetcd.api.AuthRoleGetRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthRoleListRequest;
import io.etcd.jetcd.api.AuthRoleRevokePermissionRequest;
import io.etcd.jetcd.api.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be done with which keys. */
final class RoleCommand {
    private RoleCommand() {}

    @Command(
            name = "list",
            description = "Shows the roles with their permissions.",
            footer = {"", "Examples:", "  meridian role list --user root"})
    static final class ListRoles implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
        private OutputFormat output = OutputFormat.text;

        private final Screen screen;

        ListRoles(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            List<List<String>> rows = new ArrayList<>(List.of(List.of("ROLE", "MAY", "KEYS")));
            var roles = Screen.JSON.createArrayNode();
            remote.with(session -> {
                for (String name : session.accounts()
                        .roleList(AuthRoleListRequest.getDefaultInstance())
                        .getRolesList()) {
                    var permissions = roles.addObject().put("name", name).putArray("permissions");
                    for (Permission permission : permissions(session, name)) {
                        rows.add(List.of(name, kind(permission), keys(permission)));
                        permissions.addObject().put("may", kind(permission)).put("keys", keys(permission));
                    }
                    if (permissions.isEmpty()) {
                        rows.add(List.of(name, "nothing", ""));
                    }
                }
                return ExitCode.OK;
            });
            switch (output) {
                case json -> screen.json(Screen.object().set("roles", roles));
                case text -> screen.table(rows);
            }
            return ExitCode.OK;
        }

        private static List<Permission> permissions(Session session, String name) {
            return session.accounts()
                    .roleGet(AuthRoleGetRequest.newBuilder().setRole(name).build())
                    .getPermList();
        }

        private static String kind(Permission permission) {
            return permission.getPermType().name().toLowerCase(Locale.ROOT);
        }

        private static String keys(Permission permission) {
            ByteString end = permission.getRangeEnd();
            String start = permission.getKey().toStringUtf8().replace("\0", "\\0");
            if (end.isEmpty()) {
                return start;
            }
            boolean open = end.size() == 1 && end.byteAt(0) == 0;
            return open ? "from '" + start + "'" : "'" + start + "' to '" + end.toStringUtf8() + "'";
        }
    }

    @Command(
            name = "add",
            description = "Adds a role that may do nothing yet.",
            footer = {"", "Examples:", "  meridian role add reader --user root"})
    static final class Add implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "ROLE", description = "The new role.")
        private String role = "";

        private final Screen screen;

        Add(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts()
                    .roleAdd(AuthRoleAddRequest.newBuilder().setName(role).build()));
            screen.say("Added " + role + ".");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a role, also from the users who have it.",
            footer = {"", "Examples:", "  meridian role delete reader --user root"})
    static final class Delete implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "ROLE", description = "The role.")
        private String role = "";

        private final Screen screen;

        Delete(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts()
                    .roleDelete(AuthRoleDeleteRequest.newBuilder().setRole(role).build()));
            screen.say("Deleted " + role + ".");
            return ExitCode.OK;
        }
    }

    /** What may be done, in the words of the command line. */
    enum Kind {
        read(Permission.Type.READ),
        write(Permission.Type.WRITE),
        readwrite(Permission.Type.READWRITE);

        private final Permission.Type type;

        Kind(Permission.Type type) {
            this.type = type;
        }
    }

    @Command(
            name = "grant",
            description = "Lets a role read or write keys.",
            footer = {
                "",
                "Examples:",
                "  meridian role grant reader read config/ --prefix --user root",
                "  meridian role grant owner readwrite orders/42 --user root"
            })
    static final class Grant implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "ROLE", description = "The role.")
        private String role = "";

        @Parameters(index = "1", paramLabel = "KIND", description = "read, write or readwrite.")
        private Kind kind = Kind.read;

        @Parameters(index = "2", paramLabel = "KEY", description = "The key, or where a range begins.")
        private String key = "";

        @Option(names = "--prefix", description = "All keys that begin so.")
        private boolean prefix;

        private final Screen screen;

        Grant(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            Permission permission = Permission.newBuilder()
                    .setPermType(kind.type)
                    .setKey(start(key, prefix))
                    .setRangeEnd(end(key, prefix))
                    .build();
            remote.with(session -> session.accounts()
                    .roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                            .setName(role)
                            .setPerm(permission)
                            .build()));
            screen.say(role + " may " + kind + " '" + key + "'" + (prefix ? " and what begins so." : "."));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Takes back what was granted for just these keys.",
            footer = {"", "Examples:", "  meridian role revoke reader config/ --prefix --user root"})
    static final class Revoke implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "ROLE", description = "The role.")
        private String role = "";

        @Parameters(index = "1", paramLabel = "KEY", description = "As it was granted.")
        private String key = "";

        @Option(names = "--prefix", description = "All keys that begin so.")
        private boolean prefix;

        private final Screen screen;

        Revoke(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.accounts()
                    .roleRevokePermission(AuthRoleRevokePermissionRequest.newBuilder()
                            .setRole(role)
                            .setKey(start(key, prefix))
                            .setRangeEnd(end(key, prefix))
                            .build()));
            screen.say("Taken from " + role + ".");
            return ExitCode.OK;
        }
    }

    /** Every key begins with nothing; as a start that is one zero byte. */
    private static ByteString start(String key, boolean prefix) {
        return prefix && key.isEmpty() ? ByteString.copyFrom(new byte[1]) : Text.bytes(key);
    }

    private static ByteString end(String key, boolean prefix) {
        return prefix ? KeySelection.endOfPrefix(Text.bytes(key)) : ByteString.EMPTY;
    }
}
