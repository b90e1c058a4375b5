package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A request that calls a method. What comes as a stream is passed on as it comes, everything else when it is whole. */
final class JsonTask implements HttpTask {
    private final JsonRoutes.Route route;
    private final Metadata headers;
    private final JsonCall.Origin origin;
    private final JsonGateway gateway;
    private final Runnable drained;
    private final JsonBody body;
    private @Nullable JsonCall<?, ?> call;
    private byte @Nullable [] request;
    private boolean refused;

    /** @param drained runs when parts of the request were taken that had to wait */
    JsonTask(JsonRoutes.Route route, Metadata headers, JsonCall.Origin origin, JsonGateway gateway, Runnable drained) {
        this.route = route;
        this.headers = headers;
        this.origin = origin;
        this.gateway = gateway;
        this.drained = drained;
        // Base64 takes a third more than what it says, and whoever writes JSON by hand adds spaces.
        this.body = new JsonBody(2 * gateway.messageBytesMax());
        if (route.takesStream()) {
            call = open();
        }
    }

    private JsonCall<?, ?> open() {
        return JsonCall.open(
                route.method(), route.names().getOutputType(), origin, headers, gateway.observer(), drained);
    }

    @Override
    public void take(ByteBuf part) {
        orRefused(() -> body.take(part).forEach(this::accept));
    }

    @Override
    public void end() {
        orRefused(() -> {
            if (request == null) {
                body.end().forEach(this::accept);
            }
            JsonCall<?, ?> open = call;
            if (open == null) {
                byte[] message = request == null ? new byte[0] : message(request);
                open = open();
                call = open;
                open.offer(message);
            }
            open.complete();
        });
    }

    private void accept(byte[] json) {
        if (call != null) {
            call.offer(message(json));
        } else if (request == null) {
            request = json;
        }
    }

    private byte[] message(byte[] json) {
        byte[] message = JsonText.parse(route.names().getInputType(), json);
        if (message.length > gateway.messageBytesMax()) {
            throw new JsonBody.TooLarge("grpc: received message larger than max (%d vs. %d)"
                    .formatted(message.length, gateway.messageBytesMax()));
        }
        return message;
    }

    private void orRefused(Runnable step) {
        if (refused) {
            return;
        }
        try {
            step.run();
        } catch (BadJson e) {
            // etcd's gateway says so, too, where it reads a stream.
            refuse((route.takesStream() ? Status.UNKNOWN : Status.INVALID_ARGUMENT).withDescription(e.getMessage()));
        } catch (JsonBody.TooLarge e) {
            refuse(Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
        }
    }

    private void refuse(Status status) {
        refused = true;
        if (call != null && !call.cancel()) {
            return;
        }
        HttpReply reply = origin.reply();
        if (reply.hasBegun()) {
            reply.part(JsonText.errorOfStream(status));
            reply.end();
        } else {
            reply.whole(HttpStatus.of(status.getCode()), HttpReply.JSON, JsonText.error(status));
        }
    }

    @Override
    public void cancel() {
        refused = true;
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    public int waiting() {
        return call == null ? 0 : call.waiting();
    }

    @Override
    public boolean isServed() {
        return call != null;
    }
}
