package meridian.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.protocol.CreateTokenRequest;
import meridian.protocol.CreateTokenResponse;
import meridian.protocol.ListTokensRequest;
import meridian.protocol.RevokeTokenRequest;
import meridian.protocol.Token;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens that programs use for long. */
final class TokenCommand {
    private static final String NEVER = "never";

    private TokenCommand() {}

    @Command(
            name = "create",
            description =
                    "Makes a token for a program and shows it, this once. Users may make their own, root anybody's.",
            footer = {
                "",
                "Examples:",
                "  meridian token create --user anna --name ci",
                "  meridian token create --for anna --ttl 7d --user root"
            })
    static final class Create implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Option(
                names = "--for",
                paramLabel = "NAME",
                description = "As whom the program comes (default: the one who asks).")
        private @Nullable String owner;

        @Option(
                names = "--name",
                paramLabel = "TEXT",
                description = "What the token is called in lists.",
                defaultValue = "")
        private String title = "";

        @Option(
                names = "--ttl",
                paramLabel = "TIME",
                description = "When it ends: after 12h or 90d, or never (default: ${DEFAULT-VALUE}).",
                defaultValue = "90d")
        private String timeToLive = "";

        @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
        private OutputFormat output = OutputFormat.text;

        private final Screen screen;

        Create(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            CreateTokenRequest request = CreateTokenRequest.newBuilder()
                    .setUser(owner())
                    .setTitle(title)
                    .setTtlSeconds(span().toSeconds())
                    .build();
            CreateTokenResponse created =
                    remote.with(session -> session.access().createToken(request));
            switch (output) {
                case json -> screen.json(TokenCommand.json(created.getToken()).put("token", created.getSecret()));
                case text -> {
                    screen.remark("Token " + created.getToken().getId() + " of "
                            + created.getToken().getUser() + ", good until "
                            + end(created.getToken()) + ". Nobody can show it again:");
                    screen.say(created.getSecret());
                }
            }
            return ExitCode.OK;
        }

        private String owner() {
            return Optional.ofNullable(owner)
                    .or(remote::user)
                    .orElseThrow(() -> new Failure("Whose token? Say --for NAME, or who you are with --user NAME."));
        }

        private Duration span() {
            if (timeToLive.equals(NEVER)) {
                return Duration.ZERO;
            }
            return Span.parse(timeToLive)
                    .filter(Duration::isPositive)
                    .orElseThrow(() ->
                            new Failure("--ttl '" + timeToLive + "' is neither a time such as 12h or 90d nor never."));
        }
    }

    @Command(
            name = "list",
            description = "Shows the tokens there are, without what they consist of.",
            footer = {
                "",
                "Examples:",
                "  meridian token list --user root",
                "  meridian token list --of anna --user anna"
            })
    static final class ListTokens implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Option(names = "--of", paramLabel = "NAME", description = "Only those of this user (default: all, for root).")
        private String owner = "";

        @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
        private OutputFormat output = OutputFormat.text;

        private final Screen screen;

        ListTokens(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            ListTokensRequest request =
                    ListTokensRequest.newBuilder().setUser(owner).build();
            List<Token> tokens =
                    remote.with(session -> session.access().listTokens(request).getTokensList());
            switch (output) {
                case json -> {
                    var array = Screen.JSON.createArrayNode();
                    tokens.forEach(token -> array.add(TokenCommand.json(token)));
                    screen.json(Screen.object().set("tokens", array));
                }
                case text -> {
                    List<List<String>> rows = new ArrayList<>();
                    rows.add(List.of("ID", "USER", "NAME", "CREATED", "ENDS"));
                    tokens.forEach(token -> rows.add(List.of(
                            token.getId(),
                            token.getUser(),
                            token.getTitle(),
                            Instant.ofEpochMilli(token.getCreatedMillis()).toString(),
                            end(token))));
                    screen.table(rows);
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a token, on every node at once.",
            footer = {"", "Examples:", "  meridian token revoke 3f2a91c07d5e8b64 --user root"})
    static final class Revoke implements Callable<Integer> {
        @Mixin
        private final Remote remote;

        @Parameters(paramLabel = "ID", description = "What the list calls it.")
        private String id = "";

        private final Screen screen;

        Revoke(Remote remote, Screen screen) {
            this.remote = remote;
            this.screen = screen;
        }

        @Override
        public Integer call() {
            remote.with(session -> session.access()
                    .revokeToken(RevokeTokenRequest.newBuilder().setId(id).build()));
            screen.say("Revoked " + id + ".");
            return ExitCode.OK;
        }
    }

    private static String end(Token token) {
        return token.getEndsMillis() == 0
                ? NEVER
                : Instant.ofEpochMilli(token.getEndsMillis()).toString();
    }

    private static ObjectNode json(Token token) {
        return Screen.object()
                .put("id", token.getId())
                .put("user", token.getUser())
                .put("name", token.getTitle())
                .put("created", Instant.ofEpochMilli(token.getCreatedMillis()).toString())
                .put("ends", end(token));
    }
}
