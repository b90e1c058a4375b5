package meridian.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "txn",
        description = "Compares, and depending on that does one list of steps or the other, all at one revision.",
        footer = {
            "",
            "A comparison is about the value, version, create or mod revision of a key: value(KEY) = TEXT, with",
            "=, !=, < or >. A step is: put KEY VALUE, get KEY or del KEY. Quote what holds spaces.",
            "",
            "Examples:",
            "  meridian kv txn --if 'version(lock) = 0' --then 'put lock mine' --else 'get lock'",
            "  meridian kv txn --then 'put a 1' --then 'put b 2'"
        })
final class TxnCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Option(names = "--if", paramLabel = "COMPARISON", description = "What must hold; all of them.")
    private List<String> comparisons = List.of();

    @Option(names = "--then", paramLabel = "STEP", description = "What to do if all of that holds.")
    private List<String> then = List.of();

    @Option(names = "--else", paramLabel = "STEP", description = "What to do if not.")
    private List<String> otherwise = List.of();

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;

    TxnCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        TxnRequest request = TxnRequest.newBuilder()
                .addAllCompare(comparisons.stream().map(TxnSyntax::comparison).toList())
                .addAllSuccess(then.stream().map(TxnSyntax::step).toList())
                .addAllFailure(otherwise.stream().map(TxnSyntax::step).toList())
                .build();
        TxnResponse response = remote.with(session -> session.keys().txn(request));
        switch (output) {
            case json -> screen.json(json(response));
            case text -> print(response);
        }
        return ExitCode.OK;
    }

    private void print(TxnResponse response) {
        screen.say(response.getSucceeded() ? "THEN" : "ELSE");
        for (ResponseOp step : response.getResponsesList()) {
            switch (step.getResponseCase()) {
                case RESPONSE_PUT -> screen.say("OK");
                case RESPONSE_DELETE_RANGE ->
                    screen.say(Long.toString(step.getResponseDeleteRange().getDeleted()));
                case RESPONSE_RANGE -> step.getResponseRange().getKvsList().forEach(this::print);
                case RESPONSE_TXN, RESPONSE_NOT_SET -> {}
            }
        }
    }

    private void print(KeyValue pair) {
        screen.say(pair.getKey().toStringUtf8());
        screen.say(pair.getValue().toStringUtf8());
    }

    private static ObjectNode json(TxnResponse response) {
        ObjectNode json = Screen.object();
        json.set("header", Text.json(response.getHeader()));
        json.put("succeeded", response.getSucceeded());
        ArrayNode steps = json.putArray("responses");
        for (ResponseOp step : response.getResponsesList()) {
            switch (step.getResponseCase()) {
                case RESPONSE_PUT -> steps.add(PutCommand.json(step.getResponsePut()));
                case RESPONSE_DELETE_RANGE -> steps.add(DelCommand.json(step.getResponseDeleteRange()));
                case RESPONSE_RANGE -> steps.add(GetCommand.json(step.getResponseRange()));
                case RESPONSE_TXN, RESPONSE_NOT_SET -> {}
            }
        }
        return json;
    }
}
