package meridian.time;

import java.io.IOException;
import java.net.InetSocketAddress;
import meridian.base.Address;

/** A server, as it is to be asked. */
interface Contact {
    /** What to do for the next question, or why nothing can be done at the moment. */
    Call next() throws IOException;

    /** Says whether an answer came that was the server's. */
    default void answered(boolean proved) {
        // Most are asked in the same way again.
    }

    record Call(InetSocketAddress server, Proof proof) {}

    /** One that is asked where the configuration says. */
    record Direct(Address server, Proof proof) implements Contact {
        /** The name is looked up each time, since a server may move. */
        @Override
        public Call next() {
            return new Call(new InetSocketAddress(server.host(), server.port()), proof);
        }
    }
}
