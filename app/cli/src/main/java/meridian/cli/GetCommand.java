package meridian.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "get",
        description = "Reads keys.",
        footer = {
            "",
            "Examples:",
            "  meridian kv get greeting",
            "  meridian kv get users/ --prefix --limit 10",
            "  meridian kv get users/ --prefix --keys-only --output json"
        })
final class GetCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Mixin
    private KeySelection selection = new KeySelection();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many keys.")
    private long limit;

    @Option(names = "--rev", paramLabel = "REVISION", description = "As it was at this revision.")
    private long revision;

    @Option(names = "--keys-only", description = "Without the values.")
    private boolean keysOnly;

    @Option(names = "--count-only", description = "Only how many there are.")
    private boolean countOnly;

    @Option(
            names = "--serializable",
            description = "What the node has, without asking the leader: maybe not the newest.")
    private boolean serializable;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;

    GetCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(selection.start())
                .setRangeEnd(selection.end())
                .setLimit(limit)
                .setRevision(revision)
                .setKeysOnly(keysOnly)
                .setCountOnly(countOnly)
                .setSerializable(serializable)
                .build();
        RangeResponse response = remote.with(session -> session.keys().range(request));
        switch (output) {
            case json -> screen.json(json(response));
            case text -> print(response);
        }
        return ExitCode.OK;
    }

    private void print(RangeResponse response) {
        if (countOnly) {
            screen.say(Long.toString(response.getCount()));
        }
        for (KeyValue pair : response.getKvsList()) {
            screen.say(pair.getKey().toStringUtf8());
            if (!keysOnly) {
                screen.say(pair.getValue().toStringUtf8());
            }
        }
    }

    static ObjectNode json(RangeResponse response) {
        ObjectNode json = Screen.object();
        json.set("header", Text.json(response.getHeader()));
        ArrayNode pairs = json.putArray("kvs");
        response.getKvsList().forEach(pair -> pairs.add(Text.json(pair)));
        return json.put("count", response.getCount()).put("more", response.getMore());
    }
}
