package meridian.store;

import meridian.base.Bytes;

/** A change of who may do what. Passwords travel as their hashes only. */
public sealed interface AccessChange {
    /** @param tokenKey signs the tokens from now on; drawn anew each time, so that older tokens end */
    record Enable(Bytes tokenKey) implements AccessChange {
        /** The key is a secret. */
        @Override
        public String toString() {
            return "Enable";
        }
    }

    record Disable() implements AccessChange {}

    /** @param hash empty for a user who cannot log in with a password */
    record AddUser(String name, String hash) implements AccessChange {
        @Override
        public String toString() {
            return "AddUser[" + name + "]";
        }
    }

    record DeleteUser(String name) implements AccessChange {}

    record ChangePassword(String name, String hash) implements AccessChange {
        @Override
        public String toString() {
            return "ChangePassword[" + name + "]";
        }
    }

    record GrantRole(String user, String role) implements AccessChange {}

    record RevokeRole(String user, String role) implements AccessChange {}

    record AddRole(String name) implements AccessChange {}

    record DeleteRole(String name) implements AccessChange {}

    record GrantPermission(String role, Permission permission) implements AccessChange {}

    record RevokePermission(String role, Bytes key, Bytes end) implements AccessChange {}

    /** @param hash of the secret; the moment of creation is what counts as now where this is applied */
    record CreateToken(ApiToken token, Bytes hash) implements AccessChange {
        @Override
        public String toString() {
            return "CreateToken[" + token + "]";
        }
    }

    record RevokeToken(String id) implements AccessChange {}
}
