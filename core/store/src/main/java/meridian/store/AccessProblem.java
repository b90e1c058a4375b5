package meridian.store;

/** Why something was refused that has to do with users, roles and who may do what. The names are etcd's errors. */
public enum AccessProblem {
    /** Access control is on, and the caller has not said who they are. */
    LOGIN_REQUIRED,
    /** The token is none of ours, has ended, or was given for a password that has been changed since. */
    INVALID_TOKEN,
    PERMISSION_DENIED,
    LOGIN_FAILED,
    /** So many logins failed that the next one has to wait. */
    LOCKED_OUT,
    NOT_ENABLED,
    ROOT_USER_MISSING,
    ROOT_ROLE_MISSING,
    USER_EXISTS,
    USER_NAME_EMPTY,
    USER_NOT_FOUND,
    ROLE_EXISTS,
    ROLE_NAME_EMPTY,
    ROLE_NOT_FOUND,
    ROLE_NOT_GRANTED,
    PERMISSION_NOT_GIVEN,
    PERMISSION_NOT_GRANTED,
    TOKEN_NOT_FOUND,
    /** The user has as many as may be. */
    TOO_MANY_TOKENS,
    TOKEN_TITLE_TOO_LONG,
    /** It would leave a cluster under access control without anybody who may change that. */
    INVALID_MANAGEMENT
}
