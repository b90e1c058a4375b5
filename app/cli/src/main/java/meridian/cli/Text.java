package meridian.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.ResponseHeader;
import java.util.Base64;

/** How keys, values and headers are shown. */
final class Text {
    private Text() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static ObjectNode json(ResponseHeader header) {
        return Screen.object()
                .put("clusterId", Long.toUnsignedString(header.getClusterId()))
                .put("memberId", Long.toUnsignedString(header.getMemberId()))
                .put("revision", header.getRevision())
                .put("term", header.getRaftTerm());
    }

    static ObjectNode json(KeyValue pair) {
        ObjectNode json = Screen.object();
        put(json, "key", pair.getKey());
        put(json, "value", pair.getValue());
        return json.put("createRevision", pair.getCreateRevision())
                .put("modRevision", pair.getModRevision())
                .put("version", pair.getVersion())
                .put("lease", pair.getLease());
    }

    /** As text where it is text, else under another name in Base64. */
    private static void put(ObjectNode json, String name, ByteString bytes) {
        if (bytes.isValidUtf8()) {
            json.put(name, bytes.toStringUtf8());
        } else {
            json.put(name + "Base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
    }
}
