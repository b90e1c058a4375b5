package meridian.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KeyValue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "del",
        description = "Deletes keys and says how many there were.",
        footer = {"", "Examples:", "  meridian kv del greeting", "  meridian kv del users/ --prefix"})
final class DelCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Mixin
    private KeySelection selection = new KeySelection();

    @Option(names = "--prev-kv", description = "Show what was deleted.")
    private boolean previous;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;

    DelCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        DeleteRangeRequest request = DeleteRangeRequest.newBuilder()
                .setKey(selection.start())
                .setRangeEnd(selection.end())
                .setPrevKv(previous)
                .build();
        DeleteRangeResponse response = remote.with(session -> session.keys().deleteRange(request));
        switch (output) {
            case json -> screen.json(json(response));
            case text -> print(response);
        }
        return ExitCode.OK;
    }

    private void print(DeleteRangeResponse response) {
        screen.say(Long.toString(response.getDeleted()));
        for (KeyValue pair : response.getPrevKvsList()) {
            screen.say(pair.getKey().toStringUtf8());
            screen.say(pair.getValue().toStringUtf8());
        }
    }

    static ObjectNode json(DeleteRangeResponse response) {
        ObjectNode json = Screen.object();
        json.set("header", Text.json(response.getHeader()));
        json.put("deleted", response.getDeleted());
        ArrayNode pairs = json.putArray("previous");
        response.getPrevKvsList().forEach(pair -> pairs.add(Text.json(pair)));
        return json;
    }
}
