package meridian.cli;

import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who belongs to a cluster. */
final class MemberCommand {
    private MemberCommand() {}

    @Command(
            name = "list",
            description = "Shows the members.",
            footer = {"", "Examples:", "  meridian member list", "  meridian member list --output json"})
    static final class ListMembers implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
        private OutputFormat output = OutputFormat.text;

        private final Screen screen;

        ListMembers(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            List<Member> members = remote.with(MemberCommand::all);
            switch (output) {
                case json ->
                    screen.json(Screen.JSON
                            .createObjectNode()
                            .set(
                                    "members",
                                    Screen.JSON
                                            .createArrayNode()
                                            .addAll(members.stream()
                                                    .map(MemberCommand::json)
                                                    .toList())));
                case text -> screen.table(rows(members));
            }
            return ExitCode.OK;
        }

        private static List<List<String>> rows(List<Member> members) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("NODE", "ID", "PART", "PEER", "CLIENT"));
            for (Member member : members) {
                rows.add(List.of(
                        member.getName(),
                        Long.toHexString(member.getID()),
                        member.getIsLearner() ? "learner" : "voter",
                        String.join(",", member.getPeerURLsList()),
                        String.join(",", member.getClientURLsList())));
            }
            return rows;
        }
    }

    @Command(
            name = "add",
            description = "Adds a node that runs already and waits to be added.",
            footer = {
                "",
                "The new node's configuration lists the members there are (cluster.members) and itself. Start it first:",
                "the cluster asks it who it is. As a learner it counts only once it is promoted.",
                "",
                "Examples:",
                "  meridian member add n4 10.0.0.4:2380 --learner"
            })
    static final class Add implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "NODE", description = "The new node's id (node.id).")
        private String node = "";

        @Parameters(
                index = "1",
                paramLabel = "HOST:PORT",
                description = "Where the other nodes reach it (peer.listen).")
        private String peer = "";

        @Option(names = "--learner", description = "Without a vote until it is promoted.")
        private boolean learner;

        private final Screen screen;

        Add(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            return remote.with(session -> {
                session.members()
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs("http://" + peer + "#" + node)
                                .setIsLearner(learner)
                                .build());
                screen.say("Added " + node + " at " + peer + ". Start it now.");
                return ExitCode.OK;
            });
        }
    }

    @Command(
            name = "remove",
            description = "Takes a node out of the cluster for good.",
            footer = {"", "Examples:", "  meridian member remove n3"})
    static final class Remove implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "NODE", description = "The node's id.")
        private String node = "";

        private final Screen screen;

        Remove(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            return remote.with(session -> {
                long id = find(session, node).getID();
                session.members()
                        .memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
                screen.say("Removed " + node + ".");
                return ExitCode.OK;
            });
        }
    }

    @Command(
            name = "promote",
            description = "Gives a learner a vote, once it has caught up.",
            footer = {"", "Examples:", "  meridian member promote n4"})
    static final class Promote implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(index = "0", paramLabel = "NODE", description = "The node's id.")
        private String node = "";

        private final Screen screen;

        Promote(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            return remote.with(session -> {
                long id = find(session, node).getID();
                session.members()
                        .memberPromote(
                                MemberPromoteRequest.newBuilder().setID(id).build());
                screen.say(node + " votes now.");
                return ExitCode.OK;
            });
        }
    }

    private static List<Member> all(Session session) {
        return session.members()
                .memberList(MemberListRequest.getDefaultInstance())
                .getMembersList();
    }

    private static Member find(Session session, String node) {
        List<Member> members = all(session);
        return members.stream()
                .filter(member -> member.getName().equals(node))
                .findFirst()
                .orElseThrow(() -> new Failure("There is no member '" + node + "', only "
                        + members.stream().map(Member::getName).toList() + "."));
    }

    private static com.fasterxml.jackson.databind.JsonNode json(Member member) {
        var json = Screen.object()
                .put("node", member.getName())
                .put("id", Long.toHexString(member.getID()))
                .put("learner", member.getIsLearner());
        member.getPeerURLsList().forEach(json.putArray("peerUrls")::add);
        member.getClientURLsList().forEach(json.putArray("clientUrls")::add);
        return json;
    }
}
