package meridian.etcd;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.etcd.jetcd.api.CampaignRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.lock.LockRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * etcd's methods and messages with the names that JSON needs. What is younger than the stubs we use is added to the
 * stubs' own description: gRPC carries it by number, but in JSON everything has to have a name.
 */
final class JsonSchema {
    private static final String HEADER = ".etcdserverpb.ResponseHeader";

    private final Map<String, MethodDescriptor> methods = new HashMap<>();

    private JsonSchema(List<FileDescriptor> files) {
        for (FileDescriptor file : files) {
            for (ServiceDescriptor service : file.getServices()) {
                service.getMethods()
                        .forEach(method -> methods.put(service.getFullName() + "/" + method.getName(), method));
            }
        }
    }

    static JsonSchema ofEtcd() {
        try {
            FileDescriptor rpc = RangeRequest.getDescriptor().getFile();
            FileDescriptor keyValues = rpc.getDependencies().getFirst();
            FileDescriptor[] needed = rpc.getDependencies().toArray(FileDescriptor[]::new);
            FileDescriptor current = FileDescriptor.buildFrom(withLaterFields(rpc.toProto()), needed);
            return new JsonSchema(List.of(
                    current,
                    FileDescriptor.buildFrom(
                            LockRequest.getDescriptor().getFile().toProto(), new FileDescriptor[] {current}),
                    FileDescriptor.buildFrom(
                            CampaignRequest.getDescriptor().getFile().toProto(),
                            new FileDescriptor[] {current, keyValues})));
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("etcd's messages do not fit together", e);
        }
    }

    /** @param name the service and its method, such as {@code etcdserverpb.KV/Put} */
    MethodDescriptor method(String name) {
        MethodDescriptor method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException("no method " + name);
        }
        return method;
    }

    private static FileDescriptorProto withLaterFields(FileDescriptorProto rpc) {
        FileDescriptorProto.Builder file = rpc.toBuilder();
        file.getMessageTypeBuilderList().forEach(JsonSchema::addLaterFields);
        file.getServiceBuilderList().forEach(service -> {
            switch (service.getName()) {
                case "Lease" -> service.addMethod(asked("LeaseLeases"));
                case "Auth" -> service.addMethod(asked("AuthStatus"));
                default -> {
                    // All of it is in the stubs.
                }
            }
        });
        return file.addMessageType(message("LeaseLeasesRequest"))
                .addMessageType(message("LeaseStatus", field("ID", 1, FieldDescriptorProto.Type.TYPE_INT64)))
                .addMessageType(message(
                        "LeaseLeasesResponse",
                        field("header", 1, HEADER),
                        field("leases", 2, ".etcdserverpb.LeaseStatus")
                                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)))
                .addMessageType(message("AuthStatusRequest"))
                .addMessageType(message(
                        "AuthStatusResponse",
                        field("header", 1, HEADER),
                        field("enabled", 2, FieldDescriptorProto.Type.TYPE_BOOL),
                        field("authRevision", 3, FieldDescriptorProto.Type.TYPE_UINT64)))
                .build();
    }

    private static void addLaterFields(DescriptorProto.Builder message) {
        switch (message.getName()) {
            case "Compare" -> {
                message.addField(field("lease", LaterFields.COMPARE_LEASE, FieldDescriptorProto.Type.TYPE_INT64)
                        .setOneofIndex(0));
                message.getEnumTypeBuilderList().stream()
                        .filter(type -> type.getName().equals("CompareTarget"))
                        .forEach(type -> type.addValue(EnumValueDescriptorProto.newBuilder()
                                .setName("LEASE")
                                .setNumber(LaterFields.COMPARE_TARGET_LEASE)));
            }
            case "WatchCreateRequest" ->
                message.addField(field(
                                "watch_id", LaterFields.WATCH_CREATE_WATCH_ID, FieldDescriptorProto.Type.TYPE_INT64))
                        .addField(field(
                                "fragment", LaterFields.WATCH_CREATE_FRAGMENT, FieldDescriptorProto.Type.TYPE_BOOL));
            case "WatchResponse" ->
                message.addField(
                        field("fragment", LaterFields.WATCH_RESPONSE_FRAGMENT, FieldDescriptorProto.Type.TYPE_BOOL));
            case "HashKVResponse" ->
                message.addField(
                        field("hash_revision", LaterFields.HASH_KV_REVISION, FieldDescriptorProto.Type.TYPE_INT64));
            case "AuthUserAddRequest" ->
                message.addNestedType(message(
                                "Options",
                                field(
                                        "no_password",
                                        LaterFields.USER_ADD_OPTIONS_NO_PASSWORD,
                                        FieldDescriptorProto.Type.TYPE_BOOL)))
                        .addField(field(
                                "options", LaterFields.USER_ADD_OPTIONS, ".etcdserverpb.AuthUserAddRequest.Options"));
            default -> {
                // All of it is in the stubs.
            }
        }
    }

    private static MethodDescriptorProto.Builder asked(String name) {
        return MethodDescriptorProto.newBuilder()
                .setName(name)
                .setInputType(".etcdserverpb." + name + "Request")
                .setOutputType(".etcdserverpb." + name + "Response");
    }

    private static DescriptorProto.Builder message(String name, FieldDescriptorProto.Builder... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto.Builder field : fields) {
            message.addField(field);
        }
        return message;
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder field(String name, int number, String message) {
        return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(message);
    }
}
