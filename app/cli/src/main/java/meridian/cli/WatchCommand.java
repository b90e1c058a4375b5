package meridian.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        description = "Follows the changes of keys until it is stopped.",
        footer = {
            "",
            "Examples:",
            "  meridian kv watch greeting",
            "  meridian kv watch users/ --prefix --prev-kv",
            "  meridian kv watch users/ --prefix --events 1      ends after one change"
        })
final class WatchCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Mixin
    private KeySelection selection = new KeySelection();

    @Option(names = "--rev", paramLabel = "REVISION", description = "From this revision on (default: from now on).")
    private long revision;

    @Option(names = "--prev-kv", description = "Show what was there before each change.")
    private boolean previous;

    @Option(names = "--events", paramLabel = "N", description = "End after so many changes.")
    private long eventsMax = Long.MAX_VALUE;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text, or json: one object per line.")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;

    WatchCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        return remote.with(session -> {
            Follower follower = new Follower();
            StreamObserver<WatchRequest> requests =
                    WatchGrpc.newStub(session.channel()).watch(follower);
            requests.onNext(request());
            return follower.await();
        });
    }

    private WatchRequest request() {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder()
                        .setKey(selection.start())
                        .setRangeEnd(selection.end())
                        .setStartRevision(revision)
                        .setPrevKv(previous))
                .build();
    }

    private void show(Event event) {
        switch (output) {
            case json -> screen.say(json(event).toString());
            case text -> {
                screen.say(event.getType().name());
                if (event.hasPrevKv()) {
                    screen.say(event.getPrevKv().getKey().toStringUtf8());
                    screen.say(event.getPrevKv().getValue().toStringUtf8());
                }
                screen.say(event.getKv().getKey().toStringUtf8());
                screen.say(event.getKv().getValue().toStringUtf8());
            }
        }
    }

    private static ObjectNode json(Event event) {
        ObjectNode json = Screen.object();
        json.put("type", event.getType().name());
        json.set("kv", Text.json(event.getKv()));
        if (event.hasPrevKv()) {
            json.set("previous", Text.json(event.getPrevKv()));
        }
        return json;
    }

    /** Shows what comes until there was enough, or the stream ends. */
    private final class Follower implements StreamObserver<WatchResponse> {
        private final CompletableFuture<Integer> end = new CompletableFuture<>();
        private long seen;

        @Override
        public void onNext(WatchResponse response) {
            if (response.getCanceled()) {
                end.completeExceptionally(new Failure(reason(response)));
                return;
            }
            for (Event event : response.getEventsList()) {
                if (seen < eventsMax) {
                    show(event);
                    seen++;
                }
            }
            if (seen >= eventsMax) {
                end.complete(ExitCode.OK);
            }
        }

        private String reason(WatchResponse response) {
            return response.getCompactRevision() > 0
                    ? "The history before revision " + response.getCompactRevision() + " is gone: start there."
                    : "The node ended the watch: " + response.getCancelReason();
        }

        @Override
        public void onError(Throwable trouble) {
            end.completeExceptionally(trouble);
        }

        @Override
        public void onCompleted() {
            end.complete(ExitCode.OK);
        }

        int await() {
            try {
                return end.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCode.OK;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException reason) {
                    throw reason;
                }
                throw new Failure("The watch ended: " + e.getMessage(), e);
            }
        }
    }
}
