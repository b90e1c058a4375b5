package meridian.etcd;

import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnResponse;
import java.util.List;
import meridian.base.Invariant;
import meridian.base.Outcome;
import meridian.store.KeyValue;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.WatchEvent;

/** From the store's replies to etcd's. Refusals and writes that did not happen are thrown as {@link EtcdException}. */
final class Replies {
    private final Identity identity;

    Replies(Identity identity) {
        this.identity = identity;
    }

    RangeResponse range(Reply<Result.Read> reply) {
        Reply.Done<Result.Read> done = EtcdErrors.done(reply);
        return range(identity.header(done.header()), done.value());
    }

    PutResponse put(Outcome<Reply<Store.TransactionResult>> outcome) {
        Reply.Done<Store.TransactionResult> done = EtcdErrors.done(outcome);
        Invariant.check(only(done) instanceof Result.Put, "a put was answered with something else");
        return put(identity.header(done.header()), (Result.Put) only(done));
    }

    DeleteRangeResponse delete(Outcome<Reply<Store.TransactionResult>> outcome) {
        Reply.Done<Store.TransactionResult> done = EtcdErrors.done(outcome);
        Invariant.check(only(done) instanceof Result.Delete, "a delete was answered with something else");
        return delete(identity.header(done.header()), (Result.Delete) only(done));
    }

    TxnResponse transaction(Outcome<Reply<Store.TransactionResult>> outcome) {
        Reply.Done<Store.TransactionResult> done = EtcdErrors.done(outcome);
        return transaction(
                identity.header(done.header()),
                done.value().succeeded(),
                done.value().results());
    }

    private static Result only(Reply.Done<Store.TransactionResult> done) {
        return done.value().results().getFirst();
    }

    private static RangeResponse range(ResponseHeader header, Result.Read read) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(header)
                .setCount(read.count())
                .setMore(read.more());
        List<KeyValue> keyValues = read.keyValues();
        for (int i = 0; i < keyValues.size(); i++) {
            response.addKvs(keyValue(keyValues.get(i)));
        }
        return response.build();
    }

    private static PutResponse put(ResponseHeader header, Result.Put put) {
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header);
        if (put.previous().isPresent()) {
            response.setPrevKv(keyValue(put.previous().get()));
        }
        return response.build();
    }

    private static DeleteRangeResponse delete(ResponseHeader header, Result.Delete delete) {
        DeleteRangeResponse.Builder response =
                DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(delete.count());
        for (KeyValue previous : delete.previous()) {
            response.addPrevKvs(keyValue(previous));
        }
        return response.build();
    }

    private static TxnResponse transaction(ResponseHeader header, boolean succeeded, List<Result> results) {
        TxnResponse.Builder response =
                TxnResponse.newBuilder().setHeader(header).setSucceeded(succeeded);
        // As etcd does it: the steps' own headers say the revision and nothing else.
        ResponseHeader inner =
                ResponseHeader.newBuilder().setRevision(header.getRevision()).build();
        for (Result result : results) {
            response.addResponses(step(inner, result));
        }
        return response.build();
    }

    private static ResponseOp step(ResponseHeader header, Result result) {
        ResponseOp.Builder step = ResponseOp.newBuilder();
        return switch (result) {
            case Result.Put put -> step.setResponsePut(put(header, put)).build();
            case Result.Delete delete ->
                step.setResponseDeleteRange(delete(header, delete)).build();
            case Result.Read read -> step.setResponseRange(range(header, read)).build();
            case Result.Nested(boolean succeeded, List<Result> results) ->
                step.setResponseTxn(transaction(header, succeeded, results)).build();
        };
    }

    static io.etcd.jetcd.api.KeyValue keyValue(KeyValue keyValue) {
        return io.etcd.jetcd.api.KeyValue.newBuilder()
                .setKey(ByteStrings.of(keyValue.key()))
                .setValue(ByteStrings.of(keyValue.value()))
                .setCreateRevision(keyValue.createRevision())
                .setModRevision(keyValue.modRevision())
                .setVersion(keyValue.version())
                .setLease(keyValue.lease())
                .build();
    }

    static Event event(WatchEvent event) {
        Event.Builder translated =
                switch (event.kind()) {
                    case PUT -> Event.newBuilder().setType(Event.EventType.PUT).setKv(keyValue(event.keyValue()));
                    case DELETE ->
                        Event.newBuilder().setType(Event.EventType.DELETE).setKv(deleted(event.keyValue()));
                };
        if (event.previous().isPresent()) {
            translated.setPrevKv(keyValue(event.previous().get()));
        }
        return translated.build();
    }

    private static io.etcd.jetcd.api.KeyValue deleted(KeyValue keyValue) {
        return io.etcd.jetcd.api.KeyValue.newBuilder()
                .setKey(ByteStrings.of(keyValue.key()))
                .setModRevision(keyValue.modRevision())
                .build();
    }
}
