package meridian.etcd;

import io.grpc.Status;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.base.Outcome;
import meridian.raft.Replicator;
import meridian.store.AccessProblem;
import meridian.store.NotPermitted;
import meridian.store.Reply;
import meridian.store.StoreError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * etcd's errors. Clients recognise them by code and text, so both are part of the API (etcd's
 * {@code api/v3rpc/rpctypes/error.go}).
 *
 * <p>A write that certainly did not happen and one that nobody knows about may both end as {@code UNAVAILABLE}, but
 * with different texts: only {@link #TIMED_OUT} leaves it open.
 */
final class EtcdErrors {
    static final Status EMPTY_KEY = Status.INVALID_ARGUMENT.withDescription("etcdserver: key is not provided");
    static final Status KEY_NOT_FOUND = Status.INVALID_ARGUMENT.withDescription("etcdserver: key not found");
    static final Status VALUE_PROVIDED = Status.INVALID_ARGUMENT.withDescription("etcdserver: value is provided");
    static final Status LEASE_PROVIDED = Status.INVALID_ARGUMENT.withDescription("etcdserver: lease is provided");
    static final Status TOO_MANY_OPERATIONS =
            Status.INVALID_ARGUMENT.withDescription("etcdserver: too many operations in txn request");
    static final Status DUPLICATE_KEY =
            Status.INVALID_ARGUMENT.withDescription("etcdserver: duplicate key given in txn request");
    static final Status INVALID_SORT = Status.INVALID_ARGUMENT.withDescription("etcdserver: invalid sort option");
    static final Status COMPACTED =
            Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision has been compacted");
    static final Status FUTURE_REVISION =
            Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision is a future revision");
    static final Status NO_SPACE =
            Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: mvcc: database space exceeded");
    static final Status TOO_LARGE = Status.INVALID_ARGUMENT.withDescription("etcdserver: request is too large");
    static final Status TOO_MANY_REQUESTS = Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests");

    static final Status LEASE_NOT_FOUND = Status.NOT_FOUND.withDescription("etcdserver: requested lease not found");
    static final Status LEASE_EXISTS = Status.FAILED_PRECONDITION.withDescription("etcdserver: lease already exists");
    static final Status LEASE_TOO_LONG = Status.OUT_OF_RANGE.withDescription("etcdserver: too large lease TTL");

    static final Status MEMBER_EXISTS =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: member ID already exist");
    static final Status PEER_URL_EXISTS =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: Peer URLs already exists");
    static final Status BAD_MEMBER_URLS =
            Status.INVALID_ARGUMENT.withDescription("etcdserver: given member URLs are invalid");
    static final Status MEMBER_NOT_FOUND = Status.NOT_FOUND.withDescription("etcdserver: member not found");
    static final Status NOT_A_LEARNER =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: can only promote a learner member");
    static final Status BAD_TRANSFEREE =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: bad leader transferee");

    static final Status USER_NAME_EMPTY = Status.INVALID_ARGUMENT.withDescription("etcdserver: user name is empty");
    static final Status USER_EXISTS =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: user name already exists");
    static final Status USER_NOT_FOUND = Status.FAILED_PRECONDITION.withDescription("etcdserver: user name not found");
    static final Status ROLE_NAME_EMPTY = Status.INVALID_ARGUMENT.withDescription("etcdserver: role name is empty");
    static final Status ROLE_EXISTS =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: role name already exists");
    static final Status ROLE_NOT_FOUND = Status.FAILED_PRECONDITION.withDescription("etcdserver: role name not found");
    static final Status ROOT_USER_MISSING =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: root user does not exist");
    static final Status ROOT_ROLE_MISSING =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: root user does not have root role");
    static final Status ROLE_NOT_GRANTED =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: role is not granted to the user");
    static final Status PERMISSION_NOT_GRANTED =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: permission is not granted to the role");
    static final Status PERMISSION_NOT_GIVEN =
            Status.INVALID_ARGUMENT.withDescription("etcdserver: permission not given");
    static final Status AUTH_NOT_ENABLED =
            Status.FAILED_PRECONDITION.withDescription("etcdserver: authentication is not enabled");
    static final Status INVALID_AUTH_MANAGEMENT =
            Status.INVALID_ARGUMENT.withDescription("etcdserver: invalid auth management");
    static final Status LOGIN_FAILED =
            Status.INVALID_ARGUMENT.withDescription("etcdserver: authentication failed, invalid user ID or password");
    static final Status INVALID_TOKEN = Status.UNAUTHENTICATED.withDescription("etcdserver: invalid auth token");
    static final Status PERMISSION_DENIED = Status.PERMISSION_DENIED.withDescription("etcdserver: permission denied");

    /** Ours: etcd lets everybody guess as fast as they can. */
    static final Status LOCKED_OUT = Status.RESOURCE_EXHAUSTED.withDescription(
            "meridian: too many failed logins from your address: wait a minute and try again");

    /** Ours, like the tokens they are about. */
    static final Status TOKEN_NOT_FOUND = Status.NOT_FOUND.withDescription("meridian: there is no such token");

    static final Status TOO_MANY_TOKENS = Status.RESOURCE_EXHAUSTED.withDescription(
            "meridian: the user has 100 tokens, which is as many as may be: revoke one that is not used");

    static final Status TOKEN_TITLE_TOO_LONG =
            Status.INVALID_ARGUMENT.withDescription("meridian: a token's name may have 128 characters");

    static final Status NO_LEADER = Status.UNAVAILABLE.withDescription("etcdserver: no leader");
    static final Status NOT_LEADER = Status.FAILED_PRECONDITION.withDescription("etcdserver: not leader");
    static final Status LEADER_CHANGED = Status.UNAVAILABLE.withDescription("etcdserver: leader changed");
    static final Status STOPPED = Status.UNAVAILABLE.withDescription("etcdserver: server stopped");
    static final Status TIMED_OUT = Status.UNAVAILABLE.withDescription("etcdserver: request timed out");
    static final Status CORRUPT = Status.DATA_LOSS.withDescription("etcdserver: corrupt cluster");

    /** Ours: etcd raises any number it is given. */
    static final Status UNKNOWN_ALARM =
            Status.INVALID_ARGUMENT.withDescription("meridian: unknown alarm: use NOSPACE (1) or CORRUPT (2)");

    private static final Set<String> REFUSALS = Set.of(
            text(USER_NAME_EMPTY), text(INVALID_TOKEN), text(PERMISSION_DENIED), text(LOGIN_FAILED), text(LOCKED_OUT));

    private static final Logger LOG = LoggerFactory.getLogger(EtcdErrors.class);

    private EtcdErrors() {}

    static Status of(StoreError error) {
        return switch (error) {
            case StoreError.Compacted _ -> COMPACTED;
            case StoreError.FutureRevision _ -> FUTURE_REVISION;
            case StoreError.LeaseNotFound _ -> LEASE_NOT_FOUND;
            case StoreError.LeaseExists _ -> LEASE_EXISTS;
            case StoreError.LeaseTooLong _ -> LEASE_TOO_LONG;
            case StoreError.KeyNotFound _ -> KEY_NOT_FOUND;
            case StoreError.DuplicateKey _ -> DUPLICATE_KEY;
            case StoreError.EmptyKey _ -> EMPTY_KEY;
            case StoreError.TooManyOperations _ -> TOO_MANY_OPERATIONS;
            case StoreError.TooLarge _ -> TOO_LARGE;
            case StoreError.NoSpace _ -> NO_SPACE;
            case StoreError.TooManyRequests _ -> TOO_MANY_REQUESTS;
            case StoreError.Corrupt _ -> CORRUPT;
            case StoreError.AccessRefused(AccessProblem problem) -> of(problem);
        };
    }

    private static Status of(AccessProblem problem) {
        return switch (problem) {
            // etcd has one text for both.
            case LOGIN_REQUIRED, USER_NAME_EMPTY -> USER_NAME_EMPTY;
            case INVALID_TOKEN -> INVALID_TOKEN;
            case PERMISSION_DENIED -> PERMISSION_DENIED;
            case LOGIN_FAILED -> LOGIN_FAILED;
            case LOCKED_OUT -> LOCKED_OUT;
            case NOT_ENABLED -> AUTH_NOT_ENABLED;
            case ROOT_USER_MISSING -> ROOT_USER_MISSING;
            case ROOT_ROLE_MISSING -> ROOT_ROLE_MISSING;
            case USER_EXISTS -> USER_EXISTS;
            case USER_NOT_FOUND -> USER_NOT_FOUND;
            case ROLE_EXISTS -> ROLE_EXISTS;
            case ROLE_NAME_EMPTY -> ROLE_NAME_EMPTY;
            case ROLE_NOT_FOUND -> ROLE_NOT_FOUND;
            case ROLE_NOT_GRANTED -> ROLE_NOT_GRANTED;
            case PERMISSION_NOT_GIVEN -> PERMISSION_NOT_GIVEN;
            case PERMISSION_NOT_GRANTED -> PERMISSION_NOT_GRANTED;
            case INVALID_MANAGEMENT -> INVALID_AUTH_MANAGEMENT;
            case TOKEN_NOT_FOUND -> TOKEN_NOT_FOUND;
            case TOO_MANY_TOKENS -> TOO_MANY_TOKENS;
            case TOKEN_TITLE_TOO_LONG -> TOKEN_TITLE_TOO_LONG;
        };
    }

    /** Was something not for this caller? */
    static boolean isRefusal(Status status) {
        return REFUSALS.contains(text(status));
    }

    static Status of(Outcome.Refusal refusal, String message) {
        return switch (refusal) {
            case NO_LEADER -> NO_LEADER;
            // A session ends when nobody heard of its node for long; the store opens a new one, so trying again helps.
            case LEADER_CHANGED, SESSION_EXPIRED -> LEADER_CHANGED;
            case OVERLOADED -> TOO_MANY_REQUESTS;
            case TOO_LARGE -> TOO_LARGE;
            case STOPPED -> STOPPED;
            // etcd has no words for most of these, so the sentence is ours.
            case INVALID -> Status.FAILED_PRECONDITION.withDescription("meridian: " + message);
        };
    }

    /** What a failed call ends with. What nobody foresaw is a bug of ours: it is logged, and the client learns no more. */
    static Ending of(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case EtcdException known -> known.ending();
            case NotPermitted refused -> Ending.refused(of(refused.error()));
            // Only reads end so: a write has an outcome.
            case Replicator.Unavailable _ -> Ending.refused(NO_LEADER);
            case RejectedExecutionException _ -> Ending.refused(TOO_MANY_REQUESTS);
            default -> {
                LOG.error("a request failed for a reason that nobody foresaw", failure);
                yield Ending.unknown(Status.INTERNAL.withDescription("meridian: internal error, see the node's log"));
            }
        };
    }

    static String text(Status status) {
        return String.valueOf(status.getDescription());
    }

    /** As Go prints a status, which is how etcd says why a watch is not for its caller; clients compare it. */
    static String rpcText(Status status) {
        String code = Stream.of(status.getCode().name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return "rpc error: code = " + code + " desc = " + text(status);
    }

    /** For what was refused, and so not done. */
    static EtcdException because(Status status) {
        return new EtcdException(Ending.refused(status));
    }

    /** The value of a write that happened. */
    static <T> T applied(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Applied<T>(T value) -> value;
            case Outcome.NotApplied<T>(Outcome.Refusal refusal, String message) -> {
                Status status = of(refusal, message);
                LOG.debug("{}: {}", status.getDescription(), message);
                throw because(status);
            }
            case Outcome.Unknown<T>(String message) -> {
                LOG.debug("unknown outcome: {}", message);
                throw new EtcdException(Ending.unknown(TIMED_OUT));
            }
        };
    }

    /** The reply of a request that was not refused. */
    static <T> Reply.Done<T> done(Reply<T> reply) {
        return switch (reply) {
            case Reply.Done<T> done -> done;
            case Reply.Refused<T>(StoreError error) -> throw because(of(error));
        };
    }

    static <T> Reply.Done<T> done(Outcome<Reply<T>> outcome) {
        return done(applied(outcome));
    }
}
