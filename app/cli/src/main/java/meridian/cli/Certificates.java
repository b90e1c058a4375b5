package meridian.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import meridian.base.Disk;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The certificates of a cluster, in one folder that only its owner can look into. Nodes and clients have an authority
 * each, so that no client can pass for a node.
 */
record Certificates(Path folder, Disk disk) {
    /** Whose certificate is as good as root's password. */
    static final String ROOT = "root";

    private static final String NODES = "nodes-authority";
    private static final String CLIENTS = "clients-authority";
    private static final String FOLDER = "certs";
    private static final List<String> HERE = List.of("localhost", "127.0.0.1", "::1");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}");

    static Certificates in(Path clusterFolder, Disk disk) {
        return new Certificates(clusterFolder.resolve(FOLDER), disk);
    }

    boolean exist() {
        return disk.exists(nodesAuthority());
    }

    Path nodesAuthority() {
        return folder.resolve(NODES + ".crt");
    }

    Path clientsAuthority() {
        return folder.resolve(CLIENTS + ".crt");
    }

    Path certificate(String file) {
        return folder.resolve(file + ".crt");
    }

    Path key(String file) {
        return folder.resolve(file + ".key");
    }

    static String clientFile(String name) {
        return "client-" + name;
    }

    /** Makes the authorities, which must not be there yet, and a client's certificate for root. */
    void create() {
        if (exist()) {
            throw new Failure("There are certificates in " + folder + " already. To make new ones, move that folder"
                    + " away; what was signed before is then worth nothing.");
        }
        disk.makeFolders(folder);
        disk.hide(folder);
        Authority.create("meridian clients").write(folder, CLIENTS, disk);
        Authority.create("meridian nodes").write(folder, NODES, disk);
        issueClient(ROOT);
    }

    /** @param hosts names and addresses under which clients reach the node, besides this machine's own */
    void issueNode(String id, List<String> hosts) {
        List<GeneralName> names = new ArrayList<>(List.of(new GeneralName(GeneralName.dNSName, require(id))));
        HERE.forEach(host -> names.add(name(host)));
        hosts.forEach(host -> names.add(name(host)));
        authority(NODES).issue(folder, id, id, names, Authority.Purpose.NODE, disk);
    }

    void issueClient(String name) {
        authority(CLIENTS).issue(folder, clientFile(require(name)), name, List.of(), Authority.Purpose.CLIENT, disk);
    }

    private Authority authority(String name) {
        if (!disk.exists(certificate(name))) {
            throw new Failure("There is no authority in " + folder + ". Make one: ./meridian cert init");
        }
        return Authority.read(folder, name, disk);
    }

    private static GeneralName name(String host) {
        boolean isAddress = ADDRESS.matcher(host).matches();
        return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static String require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure("'" + name + "' cannot be a certificate's name: use 1 to 63 letters, digits, dots, dashes"
                    + " and underscores.");
        }
        return name;
    }
}
