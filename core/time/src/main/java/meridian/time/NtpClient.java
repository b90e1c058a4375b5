package meridian.time;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** Asks a server once, and waits for its answer. */
final class NtpClient {
    private final TimeSockets sockets;
    private final Ticker ticker;
    private final Randomness randomness;
    private final Duration patience;

    NtpClient(TimeSockets sockets, Ticker ticker, Randomness randomness, Duration patience) {
        this.sockets = sockets;
        this.ticker = ticker;
        this.randomness = randomness;
        this.patience = patience;
    }

    Reply ask(InetSocketAddress server) {
        return ask(server, Proof.NONE, Optional.empty());
    }

    /** @param earlier the last answer, if it came from this server: it is asked when exactly that left */
    Reply ask(InetSocketAddress server, Proof proof, Optional<Question.Earlier> earlier) {
        if (server.isUnresolved()) {
            return new Reply.Unreachable("no address is known for " + server.getHostString());
        }
        Question question = new Question(
                randomness.nextLong(),
                proof,
                earlier.filter(answer -> answer.server().equals(server)));
        try (TimeSocket socket = sockets.open(server)) {
            socket.send(question.packet());
            return answer(socket, question);
        } catch (PortUnreachableException e) {
            return new Reply.Unreachable("nobody listens there");
        } catch (IOException e) {
            return new Reply.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    /** What is foreign may have been sent to keep us from hearing the answer, so we go on listening. */
    private Reply answer(TimeSocket socket, Question question) throws IOException {
        long deadline = ticker.nanos() + patience.toNanos();
        Reply last = new Reply.Silence();
        for (long left = patience.toNanos(); left > 0; left = deadline - ticker.nanos()) {
            Optional<TimeSocket.Arrival> arrival = socket.receive(Duration.ofNanos(left));
            if (arrival.isPresent()) {
                last = question.read(arrival.get().packet(), arrival.get().stamps());
                if (!(last instanceof Reply.Foreign)) {
                    return last;
                }
            }
        }
        return last;
    }
}
