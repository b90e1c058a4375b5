package meridian.bench;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVStub;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ClientInterceptor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import meridian.base.Address;

/** Clients of the etcd API that all do one kind of request on keys picked evenly from the key space. */
record KeyValueWorkload(Measure measure, Kind kind, int clients, KeySpace space, Access access) implements Workload {
    enum Kind {
        PUT,
        LINEARIZABLE_GET,
        SERIALIZABLE_GET
    }

    @Override
    public Clients connect(List<Address> endpoints) {
        Connections connections = new Connections(endpoints, clients);
        ClientInterceptor[] interceptors = access.interceptors(connections);
        List<Operation> operations = IntStream.range(0, clients)
                .mapToObj(client -> operation(
                        KVGrpc.newStub(connections.of(client)).withInterceptors(interceptors), new Sequence(client)))
                .toList();
        return new ConnectedClients(connections::close, operations);
    }

    private Operation operation(KVStub stub, Sequence sequence) {
        return switch (kind) {
            case PUT -> completion -> put(stub, sequence, completion);
            case LINEARIZABLE_GET -> completion -> get(stub, sequence, false, completion);
            case SERIALIZABLE_GET -> completion -> get(stub, sequence, true, completion);
        };
    }

    private void put(KVStub stub, Sequence sequence, Completion completion) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(space.key(sequence.below(space.keys())))
                .setValue(space.value(sequence.next()))
                .build();
        stub.put(request, new Answer<>(completion));
    }

    private void get(KVStub stub, Sequence sequence, boolean serializable, Completion completion) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(space.key(sequence.below(space.keys())))
                .setSerializable(serializable)
                .build();
        stub.range(request, new Answer<>(completion, this::problem));
    }

    private Optional<String> problem(RangeResponse response) {
        boolean complete =
                response.getKvsCount() == 1 && response.getKvs(0).getValue().size() == space.valueBytes();
        return complete ? Optional.empty() : Optional.of("a key that was written before is missing or cut short");
    }
}
