package meridian.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import meridian.base.Disk;
import meridian.base.NodeId;
import meridian.base.Randomness;

/**
 * Whose data a folder holds.
 *
 * @param incarnation drawn when the folder was first used: a node that lost its folder comes back with another one
 */
record Identity(String cluster, NodeId node, long incarnation) {
    /** How data folders are laid out; a later layout gets a higher number. */
    private static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    static Identity draw(String cluster, NodeId node, Randomness randomness) {
        return new Identity(cluster, node, randomness.nextLong());
    }

    static Optional<Identity> read(Disk disk, Path file) {
        return disk.exists(file) ? Optional.of(parse(disk.read(file), file)) : Optional.empty();
    }

    void write(Disk disk, Path file) {
        disk.replace(file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    private String toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(JSON.createObjectNode()
                                    .put("format", FORMAT)
                                    .put("cluster", cluster)
                                    .put("node", node.name())
                                    .put("incarnation", HexFormat.of().toHexDigits(incarnation)))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of texts and numbers always has a JSON form", e);
        }
    }

    private static Identity parse(byte[] content, Path file) {
        try {
            JsonNode json = JSON.readTree(content);
            int format = json.path("format").asInt();
            if (format > FORMAT) {
                throw new Refusal(file + " is of format " + format + ", this version of Meridian knows up to " + FORMAT
                        + ": start the node with the newer version that made it.");
            }
            return new Identity(
                    json.required("cluster").asText(),
                    new NodeId(json.required("node").asText()),
                    HexFormat.fromHexDigitsToLong(json.required("incarnation").asText()));
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedIdentity(file, e);
        }
    }

    /** The file is there but does not say whose data this is. */
    static final class DamagedIdentity extends RuntimeException {
        DamagedIdentity(Path file, Exception cause) {
            super(file + ": it does not hold an identity (" + cause.getMessage() + ")", cause);
        }
    }
}
