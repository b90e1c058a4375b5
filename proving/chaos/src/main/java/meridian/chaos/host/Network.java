package meridian.chaos.host;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import meridian.base.Invariant;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.base.Undo;

/**
 * Hosts that are network namespaces, and a bridge between them and us. Packets get lost on their way in at the host that
 * they are for, by rules in its own namespace.
 */
public final class Network implements AutoCloseable {
    /** The name that we go by ourselves. */
    public static final String HARNESS = "harness";

    private static final String BRIDGE = "hosts";
    private static final String PREFIX = "10.213.0.";
    private static final int OWN_NUMBER = 254;
    private static final int HOSTS_MAX = 100;
    private static final int ALL = 100;

    private final Path folder;
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<Link, Integer> losses = new TreeMap<>(Comparator.comparing(Link::toString));
    private final Undo undo = new Undo();

    private Network(Path folder) {
        this.folder = folder;
    }

    /** @param folder for the files that stand for the namespaces */
    static Network create(Path folder) {
        Isolation.require();
        Network network = new Network(Folders.create(folder));
        try {
            network.bridge();
        } catch (ChaosFailure e) {
            throw network.undo.after(e);
        }
        return network;
    }

    private void bridge() {
        ip("link", "add", BRIDGE, "type", "bridge");
        undo.later(() -> ip("link", "delete", BRIDGE));
        ip("address", "add", PREFIX + OWN_NUMBER + "/24", "dev", BRIDGE);
        ip("link", "set", BRIDGE, "up");
        addresses.put(HARNESS, PREFIX + OWN_NUMBER);
    }

    /** Makes a host. Its name is short: that of its interface is made of it. */
    synchronized void add(String host) {
        Invariant.check(!addresses.containsKey(host), "there is a host %s already", host);
        Invariant.check(addresses.size() <= HOSTS_MAX, "more than %s hosts", HOSTS_MAX);
        String address = PREFIX + addresses.size();
        Path namespace = namespace(host);
        Folders.write(namespace, "");
        Command.of("unshare", "--net=" + namespace, "true").run();
        undo.later(() -> Command.of("umount", namespace.toString()).run());
        String link = "to-" + host;
        ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", namespace.toString());
        undo.later(() -> ip("link", "delete", link));
        ip("link", "set", link, "master", BRIDGE, "up");
        addresses.put(host, address);
        inside(host, "ip", "link", "set", "lo", "up").run();
        inside(host, "ip", "address", "add", address + "/24", "dev", "eth0").run();
        inside(host, "ip", "link", "set", "eth0", "up").run();
    }

    synchronized String address(String host) {
        return Optional.ofNullable(addresses.get(host))
                .orElseThrow(() -> new ChaosFailure("There is no host " + host + " among " + addresses.keySet()));
    }

    /** What comes before a command that is to run on that host. */
    List<String> enter(String host) {
        return host.equals(HARNESS) ? List.of() : List.of("nsenter", "--net=" + namespace(host));
    }

    /** Nothing that the one sends arrives at the other any more. */
    public void cut(String from, String to) {
        lose(from, to, ALL);
    }

    /** Neither of them hears the other. */
    public void cutBothWays(String one, String other) {
        cut(one, other);
        cut(other, one);
    }

    /** Of the packets that the one sends so many of a hundred do not arrive at the other; 0 for a good link. */
    public synchronized void lose(String from, String to, int percent) {
        Invariant.check(percent >= 0 && percent <= ALL, "%s %% cannot be lost", percent);
        address(from);
        address(to);
        losses.put(new Link(from, to), percent);
        filter(to);
    }

    /** Everything arrives everywhere. */
    public synchronized void heal() {
        List<String> troubled =
                losses.keySet().stream().map(Link::to).distinct().toList();
        losses.clear();
        troubled.forEach(this::filter);
    }

    /** All rules of a host at once, in one transaction. */
    private void filter(String host) {
        String rules = losses.entrySet().stream()
                .filter(loss -> loss.getKey().to().equals(host) && loss.getValue() > 0)
                .map(loss -> "    ip saddr " + address(loss.getKey().from()) + dropping(loss.getValue()) + "\n")
                .collect(Collectors.joining());
        inside(host, "nft", "-f", "-").withInput("""
                table ip faults
                delete table ip faults
                table ip faults {
                  chain arrivals {
                    type filter hook input priority 0; policy accept;
                %s  }
                }
                """.formatted(rules)).run();
    }

    private static String dropping(int percent) {
        return percent == ALL ? " drop" : " numgen random mod 100 < " + percent + " drop";
    }

    private Command inside(String host, String... line) {
        address(host);
        return Command.of(line).within(enter(host));
    }

    private Path namespace(String host) {
        return folder.resolve(host + ".net");
    }

    private static void ip(String... arguments) {
        Command.of(arguments).within(List.of("ip")).run();
    }

    @Override
    public void close() {
        undo.later(this::heal);
        undo.close();
    }

    /** One direction between two hosts. */
    private record Link(String from, String to) {}
}
