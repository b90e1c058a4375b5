package meridian.store;

import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;

/**
 * Enum constants as single bytes: their place in a list that only ever grows at its end, so that reordering an enum
 * does not change what old bytes mean.
 */
record Codes<E extends Enum<E>>(List<E> inOrder) {
    static final Codes<Comparison.Target> TARGET = new Codes<>(List.of(
            Comparison.Target.VERSION,
            Comparison.Target.CREATE_REVISION,
            Comparison.Target.MOD_REVISION,
            Comparison.Target.VALUE,
            Comparison.Target.LEASE));
    static final Codes<Comparison.Relation> RELATION = new Codes<>(List.of(
            Comparison.Relation.EQUAL,
            Comparison.Relation.GREATER,
            Comparison.Relation.LESS,
            Comparison.Relation.NOT_EQUAL));
    static final Codes<RangeQuery.SortTarget> SORT_TARGET = new Codes<>(List.of(
            RangeQuery.SortTarget.KEY,
            RangeQuery.SortTarget.VERSION,
            RangeQuery.SortTarget.CREATE_REVISION,
            RangeQuery.SortTarget.MOD_REVISION,
            RangeQuery.SortTarget.VALUE));
    static final Codes<RangeQuery.SortOrder> SORT_ORDER = new Codes<>(
            List.of(RangeQuery.SortOrder.NONE, RangeQuery.SortOrder.ASCENDING, RangeQuery.SortOrder.DESCENDING));
    static final Codes<Store.Alarm.Kind> ALARM =
            new Codes<>(List.of(Store.Alarm.Kind.NO_SPACE, Store.Alarm.Kind.CORRUPT));
    static final Codes<Permission.Kind> PERMISSION =
            new Codes<>(List.of(Permission.Kind.READ, Permission.Kind.WRITE, Permission.Kind.READ_WRITE));
    static final Codes<AccessProblem> ACCESS_PROBLEM = new Codes<>(List.of(
            AccessProblem.LOGIN_REQUIRED,
            AccessProblem.INVALID_TOKEN,
            AccessProblem.PERMISSION_DENIED,
            AccessProblem.LOGIN_FAILED,
            AccessProblem.LOCKED_OUT,
            AccessProblem.NOT_ENABLED,
            AccessProblem.ROOT_USER_MISSING,
            AccessProblem.ROOT_ROLE_MISSING,
            AccessProblem.USER_EXISTS,
            AccessProblem.USER_NAME_EMPTY,
            AccessProblem.USER_NOT_FOUND,
            AccessProblem.ROLE_EXISTS,
            AccessProblem.ROLE_NAME_EMPTY,
            AccessProblem.ROLE_NOT_FOUND,
            AccessProblem.ROLE_NOT_GRANTED,
            AccessProblem.PERMISSION_NOT_GIVEN,
            AccessProblem.PERMISSION_NOT_GRANTED,
            AccessProblem.INVALID_MANAGEMENT,
            AccessProblem.TOKEN_NOT_FOUND,
            AccessProblem.TOO_MANY_TOKENS,
            AccessProblem.TOKEN_TITLE_TOO_LONG));

    void write(ByteWriter writer, E value) {
        writer.u8(inOrder.indexOf(value));
    }

    E read(ByteReader reader) {
        int code = reader.u8();
        if (code >= inOrder.size()) {
            throw new Malformed("the code " + code + " where one of " + inOrder + " was expected");
        }
        return inOrder.get(code);
    }
}
