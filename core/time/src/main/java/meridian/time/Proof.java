package meridian.time;

import java.nio.ByteBuffer;
import java.util.Optional;

/** How one question is proved to be ours, and its answer to be the server's. */
interface Proof {
    Proof NONE = new Proof() {
        @Override
        public byte[] prove(byte[] header) {
            return header;
        }

        @Override
        public Optional<String> flaw(byte[] packet) {
            return Optional.empty();
        }
    };

    /** The packet to send: the header, and behind it what proves it. */
    byte[] prove(byte[] header);

    /** Why this packet, which has a whole header, may be anybody's; nothing when it is the server's. */
    Optional<String> flaw(byte[] packet);

    /** By a secret that both know. */
    record ByKey(SharedKey key) implements Proof {
        @Override
        public byte[] prove(byte[] header) {
            return Seal.seal(header, key);
        }

        @Override
        public Optional<String> flaw(byte[] packet) {
            ByteBuffer rest = ByteBuffer.wrap(packet);
            byte[] header = new byte[NtpPacket.BYTES];
            int version = NtpPacket.read(rest).version();
            rest.get(0, header);
            return Seal.read(rest, version)
                            .filter(seal -> seal.isOf(header, key))
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of("it is not proved with " + key);
        }
    }
}
