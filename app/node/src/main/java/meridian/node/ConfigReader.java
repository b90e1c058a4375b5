package meridian.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Turns the text of a configuration file into a {@link NodeConfig}, or says everything that is wrong with it. */
public final class ConfigReader {
    private static final int TLS_FILES = 3;
    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private final Path folder;
    private final Map<String, JsonNode> values = new HashMap<>();
    private final Checks checks = new Checks();

    private ConfigReader(Path folder) {
        this.folder = folder;
    }

    /**
     * @param folder where relative paths in the file start
     * @throws BadConfig with all problems at once
     */
    public static NodeConfig read(String yaml, Path folder) {
        ConfigReader reader = new ConfigReader(folder);
        reader.collect("", parse(yaml));
        return reader.build();
    }

    /** Does the text set this key? It must be readable. */
    public static boolean sets(String yaml, String path) {
        return !parse(yaml).at("/" + path.replace('.', '/')).isMissingNode();
    }

    private static JsonNode parse(String yaml) {
        try {
            JsonNode root = YAML.readTree(yaml);
            return root.isMissingNode() || root.isNull() ? YAML.createObjectNode() : root;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new BadConfig(List.of(where + "this is not YAML: " + firstLine(e.getOriginalMessage())));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    /** Sorts what the file says by full key; a group of keys that no setting lies in is unknown as a whole. */
    private void collect(String prefix, JsonNode node) {
        if (!node.isObject()) {
            checks.add((prefix.isEmpty() ? "the file" : prefix) + ": keys belong here, not '" + node.asText() + "'");
            return;
        }
        node.properties().forEach(entry -> {
            String path = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            if (Settings.all().stream().anyMatch(setting -> setting.path().equals(path))) {
                values.put(path, entry.getValue());
            } else if (Settings.all().stream()
                    .anyMatch(setting -> setting.path().startsWith(path + "."))) {
                collect(path, entry.getValue());
            } else {
                checks.add(path + ": no such key; " + Suggestion.forKey(path));
            }
        });
    }

    private NodeConfig build() {
        NodeConfig config = checked(ConfigReader::assemble);
        checks.done();
        return config;
    }

    private NodeConfig assemble() {
        Tls clientTls = readTls(Settings.CLIENT_TLS);
        return new NodeConfig(
                readSelf(),
                new NodeConfig.Cluster(get(Settings.CLUSTER_NAME), get(Settings.CLUSTER_MEMBERS)),
                readPeer(),
                readClient(clientTls),
                new NodeConfig.Port(get(Settings.METRICS_LISTEN), clientTls),
                new NodeConfig.Time(
                        checked(TimeKeys::read),
                        get(TimeKeys.KEY_FILE).map(folder::resolve),
                        get(TimeKeys.NTS_AUTHORITIES).map(folder::resolve)),
                new NodeConfig.Store(checked(StoreKeys::readStorage), checked(StoreKeys::read)),
                checked(CoordinationKeys::read),
                new NodeConfig.Access(
                        checked(AccessKeys::readAccess), checked(AccessKeys::readAudit), get(AccessKeys.AUDIT_WRITES)),
                new NodeConfig.Raft(
                        checked(RaftKeys::readTimeouts),
                        checked(RaftKeys::readLimits),
                        get(RaftKeys.APPENDS_IN_FLIGHT)),
                new NodeConfig.Links(get(Settings.LINKS_SHAPING_ALLOWED)),
                new NodeConfig.Log(get(Settings.LOG_LEVEL), get(Settings.LOG_FILE_MAX), get(Settings.LOG_FILES_KEPT)));
    }

    private NodeConfig.Self readSelf() {
        return new NodeConfig.Self(
                get(Settings.NODE_ID),
                get(Settings.NODE_REGION),
                get(Settings.NODE_ZONE),
                folder.resolve(get(Settings.NODE_DATA)),
                get(Settings.NODE_STOP_TIMEOUT));
    }

    private NodeConfig.Peer readPeer() {
        return new NodeConfig.Peer(
                new NodeConfig.Port(get(Settings.PEER_LISTEN), readTls(Settings.PEER_TLS)),
                checked(NetKeys::read),
                get(NetKeys.EVENT_LOOPS));
    }

    private NodeConfig.Client readClient(Tls tls) {
        return new NodeConfig.Client(
                new NodeConfig.Port(get(Settings.CLIENT_LISTEN), tls),
                get(Settings.CLIENT_ALLOW_INSECURE),
                checked(ClientKeys::readLimits),
                checked(ClientKeys::readTimes),
                checked(ClientKeys::readHttp),
                get(ClientKeys.EVENT_LOOPS));
    }

    private Tls readTls(Settings.TlsSettings tls) {
        List<String> missing = Stream.of(tls.certificate(), tls.key(), tls.authorities())
                .map(Setting::path)
                .filter(path -> !values.containsKey(path))
                .toList();
        if (!missing.isEmpty()) {
            checks.require(
                    missing.size() == TLS_FILES,
                    "%s: not set, and TLS needs certificate, key and authorities: set it too, or none of the three",
                    String.join(", ", missing));
            return new Tls.Off();
        }
        return new Tls.On(
                folder.resolve(get(tls.certificate())),
                folder.resolve(get(tls.key())),
                folder.resolve(get(tls.authorities())));
    }

    /** A part that does not pass its own checks is replaced by its defaults, so that the rest is still looked at. */
    private <T> T checked(Function<ConfigReader, T> part) {
        try {
            return part.apply(this);
        } catch (BadConfig e) {
            checks.addAll(e.problems());
        } catch (IllegalArgumentException e) {
            // How the rooms below say what is wrong with their part; they name the keys as we do.
            checks.addAll(List.of(String.valueOf(e.getMessage()).split("; ")));
        }
        return part.apply(new ConfigReader(folder));
    }

    /** What the file says, or the default. */
    <T> T get(Setting<T> setting) {
        JsonNode given = values.get(setting.path());
        if (given != null) {
            try {
                return setting.kind().read(given);
            } catch (BadConfig e) {
                checks.addAll(e.problems());
            } catch (IllegalArgumentException e) {
                checks.add("%s: '%s' is not %s"
                        .formatted(setting.path(), shown(given), setting.kind().expects()));
            }
        }
        return setting.kind().read(parse(setting.fallback()));
    }

    private static String shown(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }
}
