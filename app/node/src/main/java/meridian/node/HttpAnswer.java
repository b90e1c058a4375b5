package meridian.node;

import com.fasterxml.jackson.databind.JsonNode;
import meridian.base.Bytes;

/** What a page answers. */
record HttpAnswer(int status, String contentType, Bytes body) {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int UNAVAILABLE = 503;

    static HttpAnswer json(int status, JsonNode json) {
        return new HttpAnswer(status, "application/json", Bytes.utf8(json.toString() + "\n"));
    }

    static HttpAnswer text(int status, String text) {
        return new HttpAnswer(status, "text/plain; charset=utf-8", Bytes.utf8(text + "\n"));
    }
}
