package meridian.etcd;

/**
 * What serves requests that come as HTTP/1.1.
 *
 * @param messageBytesMax the largest request, as gRPC would carry it
 */
record JsonGateway(
        JsonRoutes routes, HealthCheck health, RequestObserver observer, HttpLimits limits, int messageBytesMax) {}
