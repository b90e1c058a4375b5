package meridian.base;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A host and a port. */
public record Address(String host, int port) {
    private static final int PORT_MAX = 65_535;

    public Address {
        if (host.isBlank() || port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("'" + host + ":" + port + "' is not an address: expected host:port");
        }
    }

    /** Reads {@code host:port} or {@code [v6]:port}. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + text + "' is not an address: expected host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new Address(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address: the port is not a number", e);
        }
    }

    /** Reads {@code host}, {@code host:port}, {@code v6} or {@code [v6]:port}. */
    public static Address parse(String text, int portIfNone) {
        boolean bracketed = text.startsWith("[");
        boolean hasPort = bracketed ? !text.endsWith("]") : text.indexOf(':') == text.lastIndexOf(':');
        if (hasPort && text.indexOf(':') >= 0) {
            return parse(text);
        }
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        return new Address(host, portIfNone);
    }

    /** Can only this machine reach it? A name that does not resolve is taken as reachable by others. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
