package meridian.etcd;

import io.grpc.Metadata;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what answers a request. */
final class HttpRouter {
    private static final String METADATA_PREFIX = "grpc-metadata-";
    private static final Set<String> AS_THEY_ARE = Set.of("authorization");

    private final JsonGateway gateway;

    HttpRouter(JsonGateway gateway) {
        this.gateway = gateway;
    }

    /** @param drained runs when parts of the request were taken that had to wait */
    HttpTask route(HttpRequest request, JsonCall.Origin origin, Runnable drained) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        HttpReply reply = origin.reply();
        if (isFromElsewhere(request)) {
            return page(reply, HttpResponseStatus.FORBIDDEN, "Pages of other sites may not ask this node.");
        }
        Optional<JsonRoutes.Route> route = gateway.routes().find(uri.path());
        if (route.isPresent()) {
            return request.method().equals(HttpMethod.POST)
                    ? new JsonTask(route.get(), metadata(request), origin, gateway, drained)
                    : notAllowed(reply, HttpMethod.POST);
        }
        return switch (uri.path()) {
            case "/health" -> onlyGet(request, reply, () -> health(origin, uri.parameters()));
            case "/version" -> onlyGet(request, reply, () -> version(reply));
            default ->
                page(
                        reply,
                        HttpResponseStatus.NOT_FOUND,
                        JsonRoutes.isBelowPrefix(uri.path()) ? "Not Found" : "404 page not found");
        };
    }

    /**
     * A browser says which site a request comes from. No page has business here, and one from elsewhere could otherwise
     * use a node on loopback that asks nobody for a login.
     */
    private static boolean isFromElsewhere(HttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        return origin != null && !origin.toLowerCase(Locale.ROOT).endsWith("://" + host.toLowerCase(Locale.ROOT));
    }

    /** What grpc-gateway makes of headers, where a client of ours has use for it. */
    private static Metadata metadata(HttpRequest request) {
        Metadata metadata = new Metadata();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (AS_THEY_ARE.contains(name)) {
                put(metadata, name, header.getValue());
            } else if (name.startsWith(METADATA_PREFIX) && !name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                put(metadata, name.substring(METADATA_PREFIX.length()), header.getValue());
            }
        }
        return metadata;
    }

    private static void put(Metadata metadata, String name, String value) {
        if (!name.isEmpty() && name.chars().allMatch(HttpRouter::isPartOfName)) {
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        }
    }

    /** gRPC refuses other names by an exception. */
    private static boolean isPartOfName(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '_'
                || character == '.';
    }

    private static HttpTask onlyGet(HttpRequest request, HttpReply reply, Runnable answer) {
        return request.method().equals(HttpMethod.GET)
                ? new PageTask(reply, _ -> answer.run())
                : notAllowed(reply, HttpMethod.GET);
    }

    private static HttpTask notAllowed(HttpReply reply, HttpMethod allowed) {
        return new PageTask(reply, answer -> answer.refuseMethod(allowed));
    }

    private static HttpTask page(HttpReply reply, HttpResponseStatus status, String text) {
        return new PageTask(reply, answer -> answer.whole(status, HttpReply.PLAIN, text + "\n"));
    }

    private static void version(HttpReply reply) {
        String full = EtcdFace.ETCD_VERSION;
        String cluster = full.substring(0, full.lastIndexOf('.')) + ".0";
        reply.whole(
                HttpResponseStatus.OK,
                HttpReply.JSON,
                "{\"etcdserver\":\"" + full + "\",\"etcdcluster\":\"" + cluster + "\"}");
    }

    private void health(JsonCall.Origin origin, Map<String, List<String>> parameters) {
        Set<String> ignored = Set.copyOf(parameters.getOrDefault("exclude", List.of()));
        boolean local = parameters.getOrDefault("serializable", List.of()).contains("true");
        gateway.health()
                .trouble(ignored, local)
                .whenComplete((trouble, failure) -> origin.loop().execute(() -> {
                    Optional<String> reason = failure == null ? trouble : Optional.of(String.valueOf(failure));
                    origin.reply()
                            .whole(
                                    reason.isEmpty() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                                    HttpReply.JSON,
                                    reason.map(text ->
                                                    "{\"health\":\"false\",\"reason\":" + JsonText.quoted(text) + "}")
                                            .orElse("{\"health\":\"true\"}"));
                }));
    }
}
