package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** How users, roles, tokens and what belongs to all of them lie in RocksDB: a row for each. */
final class AccessRows {
    private static final int VERSION = 1;
    private static final int SWITCH = 1;
    private static final int USER = 2;
    private static final int ROLE = 3;
    private static final int TOKEN = 4;
    private static final byte[] SWITCH_KEY = {SWITCH};
    private static final int CAPACITY = 128;

    private AccessRows() {}

    static Access read(Stored stored) {
        NavigableMap<String, Access.User> users = new TreeMap<>();
        NavigableMap<String, Access.Role> roles = new TreeMap<>();
        NavigableMap<String, Access.Token> tokens = new TreeMap<>();
        scan(stored, USER, AccessRows::readUser).forEach(user -> users.put(user.name(), user));
        scan(stored, ROLE, AccessRows::readRole).forEach(role -> roles.put(role.name(), role));
        scan(stored, TOKEN, AccessRows::readToken)
                .forEach(token -> tokens.put(token.content().id(), token));
        return stored.row(Family.ACCESS, SWITCH_KEY)
                .map(AccessRows::reader)
                .map(row -> new Access(row.bool(), row.varint(), row.bytes(), users, roles, tokens))
                .orElse(Access.EMPTY);
    }

    private static <T> List<T> scan(Stored stored, int kind, BiFunction<String, ByteReader, T> read) {
        List<T> all = new ArrayList<>();
        try (Scan scan = stored.scan(Family.ACCESS, new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)})) {
            for (; scan.isValid(); scan.next()) {
                byte[] key = scan.key();
                String name = new ByteReader(key, 1, key.length).text();
                all.add(read.apply(name, reader(scan.value())));
            }
        }
        return all;
    }

    static void write(Access before, Access now, BatchBuilder batch) {
        batch.put(
                Family.ACCESS,
                SWITCH_KEY,
                writer().bool(now.enabled())
                        .varint(now.revision())
                        .bytes(now.tokenKey())
                        .toArray());
        write(before.users(), now.users(), USER, AccessRows::userRow, batch);
        write(before.roles(), now.roles(), ROLE, AccessRows::roleRow, batch);
        write(before.tokens(), now.tokens(), TOKEN, AccessRows::tokenRow, batch);
    }

    private static <T> void write(
            Map<String, T> before, Map<String, T> now, int kind, Function<T, byte[]> row, BatchBuilder batch) {
        for (String name : before.keySet()) {
            if (!now.containsKey(name)) {
                batch.delete(Family.ACCESS, key(kind, name));
            }
        }
        now.forEach((name, value) -> {
            if (!Objects.equals(before.get(name), value)) {
                batch.put(Family.ACCESS, key(kind, name), row.apply(value));
            }
        });
    }

    private static byte[] key(int kind, String name) {
        return new ByteWriter(CAPACITY).u8(kind).text(name).toArray();
    }

    private static byte[] userRow(Access.User user) {
        ByteWriter writer = writer().text(user.hash())
                .varint(user.since())
                .varint(user.roles().size());
        user.roles().forEach(writer::text);
        return writer.toArray();
    }

    private static Access.User readUser(String name, ByteReader row) {
        String hash = row.text();
        long since = row.varint();
        int count = row.count();
        List<String> roles = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            roles.add(row.text());
        }
        return new Access.User(name, hash, roles, since);
    }

    private static byte[] roleRow(Access.Role role) {
        ByteWriter writer = writer().varint(role.permissions().size());
        role.permissions().forEach(permission -> writePermission(writer, permission));
        return writer.toArray();
    }

    private static Access.Role readRole(String name, ByteReader row) {
        return new Access.Role(name, readPermissions(row));
    }

    private static byte[] tokenRow(Access.Token token) {
        ByteWriter writer = writer();
        writeToken(writer, token);
        return writer.toArray();
    }

    /** Without the id, which is the row's key. */
    static void writeToken(ByteWriter writer, Access.Token token) {
        ApiToken content = token.content();
        writer.text(content.user())
                .text(content.title())
                .varint(content.createdMillis())
                .varint(content.endsMillis())
                .bytes(token.hash());
    }

    static Access.Token readToken(String id, ByteReader row) {
        ApiToken content = new ApiToken(id, row.text(), row.text(), row.varint(), row.varint());
        return new Access.Token(content, row.bytes());
    }

    static void writePermission(ByteWriter writer, Permission permission) {
        Codes.PERMISSION.write(writer, permission.kind());
        writer.bytes(permission.key()).bytes(permission.end());
    }

    static Permission readPermission(ByteReader reader) {
        Permission.Kind kind = Codes.PERMISSION.read(reader);
        Bytes key = reader.bytes();
        return new Permission(kind, key, reader.bytes());
    }

    private static List<Permission> readPermissions(ByteReader reader) {
        int count = reader.count();
        List<Permission> permissions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            permissions.add(readPermission(reader));
        }
        return permissions;
    }

    private static ByteWriter writer() {
        return new ByteWriter(CAPACITY).u8(VERSION);
    }

    private static ByteReader reader(byte[] row) {
        ByteReader reader = new ByteReader(row);
        int version = reader.u8();
        if (version != VERSION) {
            throw new Malformed("a row of format " + version + " where " + VERSION + " is known");
        }
        return reader;
    }
}
