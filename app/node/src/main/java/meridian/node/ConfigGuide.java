package meridian.node;

/** The guide to the configuration file, written from the same definitions that the file is read with. */
public final class ConfigGuide {
    private static final String INTRODUCTION = """
            # Configuration

            A node reads one YAML file. Every key has a default, so an empty file (or none) is a node alone on this
            machine's loopback interface. `./meridian up` writes one file per node into the data folder (`data/n1.yaml`
            and so on); `--config FILE` gives it settings that hold for all of them. A file that sets `node.id`
            describes one particular node and is used as it is:

            ```sh
            ./meridian up --config /etc/meridian/n1.yaml --foreground
            ```

            Whatever is wrong with a file is reported at once, key by key, before anything starts.

            ```yaml
            """;

    private static final String AFTER_EXAMPLE = """
            ```

            This page is made from the code by `./meridian config docs`; a test fails when it is out of date.
            """;

    /** A file that the guide shows and a test reads. */
    static final String EXAMPLE = """
            node:
              id: n1
              region: eu-central
              data: /var/lib/meridian
            cluster:
              name: orders
              members:
                - {id: n1, peer: "10.0.0.1:2380", client: "https://10.0.0.1:2379", metrics: "https://10.0.0.1:2381"}
                - {id: n2, peer: "10.0.0.2:2380", client: "https://10.0.0.2:2379", metrics: "https://10.0.0.2:2381"}
                - {id: n3, peer: "10.0.0.3:2380", client: "https://10.0.0.3:2379", metrics: "https://10.0.0.3:2381"}
            peer:
              listen: 10.0.0.1:2380
              tls: {certificate: n1.pem, key: n1.key, authorities: peers.pem}
            client:
              listen: 10.0.0.1:2379
              tls: {certificate: n1.pem, key: n1.key, authorities: clients.pem}
            metrics:
              listen: 10.0.0.1:2381
            """;

    private ConfigGuide() {}

    public static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION).append(EXAMPLE).append(AFTER_EXAMPLE);
        for (Settings.Section section : Settings.SECTIONS) {
            page.append("\n## ")
                    .append(section.name())
                    .append("\n\n")
                    .append(section.meaning())
                    .append("\n");
            section.settings().forEach(setting -> page.append(describe(setting)));
        }
        return page.toString();
    }

    private static String describe(Setting<?> setting) {
        String fallback = setting.fallback().isEmpty() ? "none" : "`" + setting.fallback() + "`";
        return "\n### `" + setting.path() + "`\n\n" + setting.meaning() + "\n\nTakes "
                + setting.kind().expects() + ". Default: " + fallback + ".\n";
    }
}
