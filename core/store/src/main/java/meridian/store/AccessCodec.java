package meridian.store;

import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** Callers and changes of who may do what, as bytes: a part of {@link StoreCodec}'s format. */
final class AccessCodec {
    private static final int NOBODY = 1;
    private static final int USER = 2;
    private static final int CERTIFIED = 3;
    private static final int TOKEN = 4;

    private static final int ENABLE = 1;
    private static final int DISABLE = 2;
    private static final int ADD_USER = 3;
    private static final int DELETE_USER = 4;
    private static final int CHANGE_PASSWORD = 5;
    private static final int GRANT_ROLE = 6;
    private static final int REVOKE_ROLE = 7;
    private static final int ADD_ROLE = 8;
    private static final int DELETE_ROLE = 9;
    private static final int GRANT_PERMISSION = 10;
    private static final int REVOKE_PERMISSION = 11;
    private static final int CREATE_TOKEN = 12;
    private static final int REVOKE_TOKEN = 13;

    private AccessCodec() {}

    static void writeCaller(ByteWriter writer, Caller caller) {
        switch (caller) {
            case Caller.Nobody() -> writer.u8(NOBODY);
            case Caller.User(String name, long since) ->
                writer.u8(USER).text(name).varint(since);
            case Caller.Certified(String name) -> writer.u8(CERTIFIED).text(name);
            case Caller.Token(String user, String id) ->
                writer.u8(TOKEN).text(user).text(id);
            case Caller.Node() -> throw new IllegalArgumentException("the node itself asks on nobody's behalf");
        }
    }

    static Caller readCaller(ByteReader reader) {
        int tag = reader.u8();
        return switch (tag) {
            case NOBODY -> Caller.NOBODY;
            case USER -> new Caller.User(reader.text(), reader.varint());
            case CERTIFIED -> new Caller.Certified(reader.text());
            case TOKEN -> new Caller.Token(reader.text(), reader.text());
            default -> throw new Malformed("an unknown caller " + tag);
        };
    }

    static void writeChange(ByteWriter writer, AccessChange change) {
        switch (change) {
            case AccessChange.Enable(Bytes tokenKey) -> writer.u8(ENABLE).bytes(tokenKey);
            case AccessChange.Disable() -> writer.u8(DISABLE);
            case AccessChange.AddUser(String name, String hash) ->
                writer.u8(ADD_USER).text(name).text(hash);
            case AccessChange.DeleteUser(String name) -> writer.u8(DELETE_USER).text(name);
            case AccessChange.ChangePassword(String name, String hash) ->
                writer.u8(CHANGE_PASSWORD).text(name).text(hash);
            case AccessChange.GrantRole(String user, String role) ->
                writer.u8(GRANT_ROLE).text(user).text(role);
            case AccessChange.RevokeRole(String user, String role) ->
                writer.u8(REVOKE_ROLE).text(user).text(role);
            case AccessChange.AddRole(String name) -> writer.u8(ADD_ROLE).text(name);
            case AccessChange.DeleteRole(String name) -> writer.u8(DELETE_ROLE).text(name);
            case AccessChange.GrantPermission(String role, Permission permission) ->
                AccessRows.writePermission(writer.u8(GRANT_PERMISSION).text(role), permission);
            case AccessChange.RevokePermission(String role, Bytes key, Bytes end) ->
                writer.u8(REVOKE_PERMISSION).text(role).bytes(key).bytes(end);
            case AccessChange.CreateToken(ApiToken token, Bytes hash) -> {
                writer.u8(CREATE_TOKEN).text(token.id());
                AccessRows.writeToken(writer, new Access.Token(token, hash));
            }
            case AccessChange.RevokeToken(String id) -> writer.u8(REVOKE_TOKEN).text(id);
        }
    }

    static AccessChange readChange(ByteReader reader) {
        int tag = reader.u8();
        return switch (tag) {
            case ENABLE -> new AccessChange.Enable(reader.bytes());
            case DISABLE -> new AccessChange.Disable();
            case ADD_USER -> new AccessChange.AddUser(reader.text(), reader.text());
            case DELETE_USER -> new AccessChange.DeleteUser(reader.text());
            case CHANGE_PASSWORD -> new AccessChange.ChangePassword(reader.text(), reader.text());
            case GRANT_ROLE -> new AccessChange.GrantRole(reader.text(), reader.text());
            case REVOKE_ROLE -> new AccessChange.RevokeRole(reader.text(), reader.text());
            case ADD_ROLE -> new AccessChange.AddRole(reader.text());
            case DELETE_ROLE -> new AccessChange.DeleteRole(reader.text());
            case GRANT_PERMISSION -> readGrant(reader);
            case REVOKE_PERMISSION -> new AccessChange.RevokePermission(reader.text(), reader.bytes(), reader.bytes());
            case CREATE_TOKEN -> readCreation(reader);
            case REVOKE_TOKEN -> new AccessChange.RevokeToken(reader.text());
            default -> throw new Malformed("an unknown change of access " + tag);
        };
    }

    private static AccessChange readCreation(ByteReader reader) {
        Access.Token token = AccessRows.readToken(reader.text(), reader);
        return new AccessChange.CreateToken(token.content(), token.hash());
    }

    private static AccessChange readGrant(ByteReader reader) {
        String role = reader.text();
        return new AccessChange.GrantPermission(role, AccessRows.readPermission(reader));
    }
}
