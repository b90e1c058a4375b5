package meridian.etcd;

/** A body is not the JSON of the request that its path asks for. */
final class BadJson extends RuntimeException {
    BadJson(String message) {
        super(message, null, false, false);
    }
}
