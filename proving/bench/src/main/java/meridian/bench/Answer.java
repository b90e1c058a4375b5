package meridian.bench;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Turns the end of one gRPC call into the end of an operation. */
final class Answer<T> implements StreamObserver<T> {
    private final Completion completion;
    private final Function<T, Optional<String>> check;
    private Optional<String> problem = Optional.empty();

    /** Whatever the system calls a success is one. */
    Answer(Completion completion) {
        this(completion, _ -> Optional.empty());
    }

    /**
     * @param check says what is wrong with an answer that the system calls a success, if anything
     */
    Answer(Completion completion, Function<T, Optional<String>> check) {
        this.completion = completion;
        this.check = check;
    }

    @Override
    public void onNext(T message) {
        problem = check.apply(message);
    }

    @Override
    public void onError(Throwable failure) {
        completion.failed(reason(failure));
    }

    @Override
    public void onCompleted() {
        problem.ifPresentOrElse(completion::failed, completion::succeeded);
    }

    /** The same for what a client library answers. */
    static void tell(Completion completion, CompletableFuture<?> answer) {
        answer.whenComplete((_, failure) -> {
            if (failure == null) {
                completion.succeeded();
            } else {
                completion.failed(reason(failure));
            }
        });
    }

    /** What a gRPC call says about its failure; of any other failure, its first cause. */
    static String reason(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String description = status.getDescription();
        if (description != null) {
            return status.getCode() + ": " + description;
        }
        return status.getCode() == Status.Code.UNKNOWN
                ? firstCause(failure).toString()
                : status.getCode().name();
    }

    private static Throwable firstCause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : firstCause(cause);
    }
}
