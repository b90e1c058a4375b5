package meridian.time;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import meridian.base.Address;

/** What client and server tell each other to agree on keys (RFC 8915, 4): records of a type and a body. */
final class NtsRecords {
    static final int AES_SIV_CMAC_256 = 15;

    private static final int CRITICAL = 0x8000;
    private static final int END = 0;
    private static final int PROTOCOL = 1;
    private static final int ERROR = 2;
    private static final int WARNING = 3;
    private static final int ALGORITHM = 4;
    private static final int COOKIE = 5;
    private static final int SERVER = 6;
    private static final int PORT = 7;

    private static final int HEAD = 4;
    private static final Pattern HOST = Pattern.compile("[0-9a-zA-Z.:_-]{1,255}");
    private static final int NTP_4 = 0;

    private NtsRecords() {}

    /** What a server offers. */
    record Offer(Address server, List<byte[]> cookies) {}

    /** What we ask for: NTP, proved by the one algorithm that every server has. */
    static byte[] request() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        write(request, PROTOCOL | CRITICAL, number(NTP_4));
        write(request, ALGORITHM | CRITICAL, number(AES_SIV_CMAC_256));
        write(request, END | CRITICAL, new byte[0]);
        return request.toByteArray();
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Short.BYTES).putShort((short) number).array();
    }

    private static void write(ByteArrayOutputStream out, int type, byte[] body) {
        out.writeBytes(number(type));
        out.writeBytes(number(body.length));
        out.writeBytes(body);
    }

    /** Is there all of an answer, up to the record that ends it? */
    static boolean isWhole(ByteBuffer answer) {
        ByteBuffer rest = answer.duplicate();
        while (rest.remaining() >= HEAD) {
            int type = type(rest.getShort());
            int length = Short.toUnsignedInt(rest.getShort());
            if (type == END) {
                return true;
            }
            if (length > rest.remaining()) {
                return false;
            }
            rest.position(rest.position() + length);
        }
        return false;
    }

    private static int type(short head) {
        return head & ~CRITICAL & 0xffff;
    }

    /**
     * Reads a whole answer.
     *
     * @param fallback whom to ask, if the answer does not say
     * @throws IOException when it grants nothing that we can use
     */
    static Offer read(ByteBuffer answer, Address fallback) throws IOException {
        Reading reading = new Reading(fallback);
        while (answer.remaining() >= HEAD) {
            short head = answer.getShort();
            byte[] body = new byte[Math.min(Short.toUnsignedInt(answer.getShort()), answer.remaining())];
            answer.get(body);
            if (type(head) == END) {
                return reading.offer();
            }
            reading.take(type(head), (head & CRITICAL) != 0, body);
        }
        throw new IOException("the answer breaks off");
    }

    private static final class Reading {
        private String host;
        private int port;
        private boolean isNtp;
        private boolean isSealedAsAsked;
        private final List<byte[]> cookies = new ArrayList<>();

        Reading(Address fallback) {
            host = fallback.host();
            port = fallback.port();
        }

        void take(int type, boolean critical, byte[] body) throws IOException {
            switch (type) {
                case PROTOCOL -> isNtp = is(NTP_4, body);
                case ALGORITHM -> isSealedAsAsked = is(AES_SIV_CMAC_256, body);
                case COOKIE -> take(body);
                case SERVER -> host = new String(body, StandardCharsets.US_ASCII);
                case PORT ->
                    port = body.length == Short.BYTES
                            ? Short.toUnsignedInt(ByteBuffer.wrap(body).getShort())
                            : 0;
                case ERROR -> throw new IOException("the server answers with error " + code(body));
                case WARNING -> throw new IOException("the server answers with warning " + code(body));
                default -> {
                    if (critical) {
                        throw new IOException("the answer needs something that is not known, record " + type);
                    }
                }
            }
        }

        private void take(byte[] cookie) throws IOException {
            if (cookie.length == 0 || cookie.length > NtsGrant.COOKIE_BYTES_MAX) {
                throw new IOException("a cookie of " + cookie.length + " bytes");
            }
            if (cookies.size() < NtsGrant.COOKIES_MAX) {
                cookies.add(cookie);
            }
        }

        private static boolean is(int number, byte[] body) {
            return body.length == Short.BYTES && ByteBuffer.wrap(body).getShort() == number;
        }

        private static String code(byte[] body) {
            return body.length == Short.BYTES
                    ? Integer.toString(ByteBuffer.wrap(body).getShort())
                    : "unknown";
        }

        Offer offer() throws IOException {
            if (!isNtp || !isSealedAsAsked) {
                throw new IOException("the server does not do NTP proved by AES-SIV-CMAC-256");
            }
            if (cookies.isEmpty()) {
                throw new IOException("the server gave no cookies");
            }
            if (!HOST.matcher(host).matches() || port == 0) {
                throw new IOException("the server sends us to where nobody can be, port " + port);
            }
            return new Offer(new Address(host, port), cookies);
        }
    }
}
