package meridian.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import meridian.client.Bytes;
import meridian.client.KeyRange;
import meridian.client.KeyValue;
import meridian.client.KeyValues;
import meridian.client.Listing;
import meridian.client.Meridian;
import meridian.client.MeridianException;
import meridian.client.Operation;
import meridian.client.OperationResult;
import meridian.client.OutcomeUnknownException;
import meridian.client.TransactionResult;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/** Asks through the Java client, which knows all nodes and tries again by itself what did not happen. */
public final class ClientAnswerer implements Answerer {
    private static final Duration TIME_LIMIT = Duration.ofMillis(2500);

    private final Meridian client;

    private ClientAnswerer(List<Endpoint> endpoints) {
        this.client =
                Meridian.builder(addresses(endpoints)).timeLimit(TIME_LIMIT).connect();
    }

    /** Several clients, so that what one of them believes of the nodes does not decide for all. */
    public static List<Answerer> several(List<Endpoint> endpoints) {
        return endpoints.stream()
                .<Answerer>map(_ -> new ClientAnswerer(endpoints))
                .toList();
    }

    static String addresses(List<Endpoint> endpoints) {
        return endpoints.stream().map(endpoint -> endpoint.address().toString()).collect(Collectors.joining(","));
    }

    /** The client's own limit is what counts, as it does for its users. */
    @Override
    public Reply<Answer> ask(Ask ask, Duration patience) {
        try {
            return answer(ask);
        } catch (OutcomeUnknownException e) {
            return new Reply.Unknown<>(e.toString());
        } catch (MeridianException e) {
            return new Reply.Never<>(e.toString());
        }
    }

    private Reply<Answer> answer(Ask ask) {
        KeyValues kv = client.kv();
        Bytes key = own(ask.key());
        return switch (ask) {
            case Ask.Get _ -> {
                Listing found = kv.list(KeyRange.key(key));
                Optional<meridian.base.Bytes> value = found.entries().stream()
                        .findFirst()
                        .map(KeyValue::value)
                        .map(it -> meridian.base.Bytes.wrap(it.toByteArray()));
                yield new Reply.Answered<>(new Answer.Value(value), found.revision());
            }
            case Ask.Put put -> new Reply.Answered<>(new Answer.Changed(true), kv.put(key, own(put.value())));
            case Ask.Delete _ -> {
                TransactionResult result =
                        kv.txn().then(Operation.delete(KeyRange.key(key))).commit();
                boolean deleted = !result.results().getFirst().equals(new OperationResult.Deleted(0));
                yield new Reply.Answered<>(new Answer.Changed(deleted), result.revision());
            }
            case Ask.PutIfAbsent put ->
                answered(kv.txn()
                        .ifAbsent(key)
                        .then(Operation.put(key, own(put.value())))
                        .commit());
            case Ask.CompareAndSet swap ->
                answered(kv.txn()
                        .ifValue(key, own(swap.expected()))
                        .then(Operation.put(key, own(swap.value())))
                        .commit());
        };
    }

    private static Reply<Answer> answered(TransactionResult result) {
        return new Reply.Answered<>(new Answer.Changed(result.succeeded()), result.revision());
    }

    static Bytes own(meridian.base.Bytes bytes) {
        return Bytes.of(bytes.array());
    }

    @Override
    public void retryNow() {
        // It decides that by itself.
    }

    @Override
    public void close() {
        client.close();
    }
}
