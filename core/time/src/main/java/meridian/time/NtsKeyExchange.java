package meridian.time;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import meridian.base.Address;
import meridian.base.Ticker;

/** Gets keys and cookies from a server over TLS, whose certificate says who it is (RFC 8915, 4). */
final class NtsKeyExchange {
    private static final String PROTOCOL = "ntske/1";
    private static final String LABEL = "EXPORTER-network-time-security";
    private static final int ANSWER_MAX = 16_384;

    private final SSLSocketFactory sockets;
    private final Ticker ticker;
    private final Duration patience;

    NtsKeyExchange(SSLSocketFactory sockets, Ticker ticker, Duration patience) {
        this.sockets = sockets;
        this.ticker = ticker;
        this.patience = patience;
    }

    NtsGrant with(Address server) throws IOException {
        long deadline = ticker.nanos() + patience.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(server.host(), server.port()), left(deadline));
            plain.setSoTimeout(left(deadline));
            try (SSLSocket socket = (SSLSocket) sockets.createSocket(plain, server.host(), server.port(), true)) {
                return with(server, socket, deadline);
            }
        }
    }

    private NtsGrant with(Address server, SSLSocket socket, long deadline) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {PROTOCOL});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!PROTOCOL.equals(socket.getApplicationProtocol())) {
            throw new IOException("the server does not talk " + PROTOCOL);
        }
        socket.getOutputStream().write(NtsRecords.request());
        NtsRecords.Offer offer =
                NtsRecords.read(answer(socket, deadline), new Address(server.host(), TimeConfig.NTP_PORT));
        ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
        return new NtsGrant(offer.server(), key(session, 0), key(session, 1), offer.cookies());
    }

    private ByteBuffer answer(SSLSocket socket, long deadline) throws IOException {
        byte[] answer = new byte[ANSWER_MAX];
        InputStream in = socket.getInputStream();
        int length = 0;
        while (!NtsRecords.isWhole(ByteBuffer.wrap(answer, 0, length))) {
            socket.setSoTimeout(left(deadline));
            int read = in.read(answer, length, answer.length - length);
            if (read <= 0) {
                throw new IOException(read < 0 ? "the answer breaks off" : "the answer does not end");
            }
            length += read;
        }
        return ByteBuffer.wrap(answer, 0, length);
    }

    private int left(long deadline) throws IOException {
        long millis = Duration.ofNanos(deadline - ticker.nanos()).toMillis();
        if (millis <= 0) {
            throw new IOException("no answer within " + patience.toMillis() + " ms");
        }
        return Math.toIntExact(millis);
    }

    /** Both sides make the same keys out of what only they know of the connection. */
    private static AesSiv key(ExtendedSSLSession session, int direction) throws IOException {
        byte[] context = {0, 0, 0, NtsRecords.AES_SIV_CMAC_256, (byte) direction};
        byte[] key = session.exportKeyingMaterialData(LABEL, context, AesSiv.KEY_BYTES);
        AesSiv cipher = new AesSiv(key);
        Arrays.fill(key, (byte) 0);
        return cipher;
    }
}
