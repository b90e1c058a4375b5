package meridian.etcd;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Messages and errors as the JSON that grpc-gateway makes of them, in the version that etcd 3.4 has. */
final class JsonText {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

    private JsonText() {}

    /** What a request says, as gRPC would carry it. Throws {@link BadJson}. */
    static byte[] parse(Descriptor type, byte[] json) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        try {
            PARSER.merge(new String(json, StandardCharsets.UTF_8), message);
        } catch (InvalidProtocolBufferException e) {
            throw new BadJson(String.valueOf(e.getMessage()));
        }
        return message.build().toByteArray();
    }

    static String print(Descriptor type, byte[] message) {
        try {
            return PRINTER.print(DynamicMessage.parseFrom(type, message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an answer of ours cannot be read", e);
        }
    }

    static String ofStream(String message) {
        return "{\"result\":" + message + "}\n";
    }

    static String error(Status status) {
        String text = quoted(EtcdErrors.text(status));
        return "{\"error\":" + text + ",\"message\":" + text + ",\"code\":"
                + status.getCode().value() + "}";
    }

    /** An error of a stream, which may come after messages and then is the last one. */
    static String errorOfStream(Status status) {
        HttpResponseStatus http = HttpStatus.of(status.getCode());
        return "{\"error\":{\"grpc_code\":" + status.getCode().value() + ",\"http_code\":" + http.code()
                + ",\"message\":" + quoted(EtcdErrors.text(status)) + ",\"http_status\":" + quoted(http.reasonPhrase())
                + "}}";
    }

    static String quoted(String text) {
        try {
            return PRINTER.print(StringValue.of(text));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("every text can be quoted", e);
        }
    }
}
