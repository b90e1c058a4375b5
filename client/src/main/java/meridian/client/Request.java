package meridian.client;

import io.grpc.MethodDescriptor;
import java.util.function.Function;

/**
 * What is asked, and what is made of the answer.
 *
 * @param waits does the answer come only when somebody else does something?
 * @param fresh must it see all that happened before it? Then a node that hears no leader is of no use.
 */
record Request<Q, R, T>(
        MethodDescriptor<Q, R> method, Q message, Effect effect, boolean waits, boolean fresh, Function<R, T> answer) {
    static <Q, R, T> Request<Q, R, T> of(
            MethodDescriptor<Q, R> method, Q message, Effect effect, Function<R, T> answer) {
        return new Request<>(method, message, effect, false, true, answer);
    }

    Request<Q, R, T> waiting() {
        return new Request<>(method, message, effect, true, fresh, answer);
    }

    Request<Q, R, T> notFresh() {
        return new Request<>(method, message, effect, waits, false, answer);
    }

    /** For messages. */
    String name() {
        return method.getBareMethodName() == null ? method.getFullMethodName() : method.getBareMethodName();
    }
}
