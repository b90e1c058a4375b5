package meridian.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description = "Writes a key.",
        footer = {
            "",
            "Examples:",
            "  meridian kv put greeting hello",
            "  meridian kv put config/app - < app.yaml",
            "  meridian kv put greeting hi --prev-kv"
        })
final class PutCommand implements Callable<Integer> {
    private static final String FROM_INPUT = "-";

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "The value; - takes it from standard input.")
    private String value = "";

    @Option(names = "--lease", paramLabel = "ID", description = "The lease the key goes with, in hexadecimal digits.")
    private String lease = "0";

    @Option(names = "--prev-kv", description = "Show what was there before.")
    private boolean previous;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;
    private final InputStream input;

    PutCommand(Remote remote, Screen screen, InputStream input) {
        this.remote = remote;
        this.screen = screen;
        this.input = input;
    }

    @Override
    public Integer call() throws IOException {
        PutRequest request = PutRequest.newBuilder()
                .setKey(Text.bytes(key))
                .setValue(value.equals(FROM_INPUT) ? ByteString.readFrom(input) : Text.bytes(value))
                .setLease(parseLease())
                .setPrevKv(previous)
                .build();
        PutResponse response = remote.with(session -> session.keys().put(request));
        switch (output) {
            case json -> screen.json(json(response));
            case text -> print(response);
        }
        return ExitCode.OK;
    }

    private long parseLease() {
        try {
            return Long.parseUnsignedLong(lease, 16);
        } catch (NumberFormatException e) {
            throw new Failure("--lease '" + lease + "' is not a lease id: give its hexadecimal digits.", e);
        }
    }

    private void print(PutResponse response) {
        screen.say("OK");
        if (response.hasPrevKv()) {
            screen.say(response.getPrevKv().getKey().toStringUtf8());
            screen.say(response.getPrevKv().getValue().toStringUtf8());
        }
    }

    static ObjectNode json(PutResponse response) {
        ObjectNode json = Screen.object();
        json.set("header", Text.json(response.getHeader()));
        if (response.hasPrevKv()) {
            json.set("previous", Text.json(response.getPrevKv()));
        }
        return json;
    }
}
