package meridian.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import meridian.base.Bytes;

/** All that one user's permissions allow, put together: ranges that do not touch, in order. */
record Rights(List<KeyRange> readable, List<KeyRange> writable) {
    static final Rights NONE = new Rights(List.of(), List.of());

    Rights {
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
    }

    static Rights of(Collection<Permission> permissions) {
        return new Rights(union(permissions, Permission.Kind.READ), union(permissions, Permission.Kind.WRITE));
    }

    boolean mayRead(KeyRange range) {
        return covers(readable, range);
    }

    boolean mayWrite(KeyRange range) {
        return covers(writable, range);
    }

    private static List<KeyRange> union(Collection<Permission> permissions, Permission.Kind kind) {
        List<KeyRange> sorted = permissions.stream()
                .filter(permission -> permission.kind().allows(kind))
                .map(Permission::range)
                .filter(range -> !range.isEmpty())
                .sorted(Comparator.comparing(KeyRange::start))
                .toList();
        List<KeyRange> union = new ArrayList<>();
        for (KeyRange next : sorted) {
            if (!union.isEmpty() && reaches(union.getLast(), next.start())) {
                union.add(joined(union.removeLast(), next));
            } else {
                union.add(next);
            }
        }
        return union;
    }

    private static boolean reaches(KeyRange range, Bytes key) {
        return !range.hasEnd() || range.end().compareTo(key) >= 0;
    }

    private static KeyRange joined(KeyRange first, KeyRange second) {
        return new KeyRange(first.start(), ends(first, second) ? first.end() : second.end());
    }

    /** Does the first one reach at least as far as the second? */
    private static boolean ends(KeyRange first, KeyRange second) {
        return !first.hasEnd() || (second.hasEnd() && first.end().compareTo(second.end()) >= 0);
    }

    /** A range in which there is no key is nobody's, so it is covered only where its start is. */
    private static boolean covers(List<KeyRange> union, KeyRange range) {
        int low = 0;
        int high = union.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            KeyRange candidate = union.get(middle);
            if (candidate.start().compareTo(range.start()) > 0) {
                high = middle - 1;
            } else if (!candidate.contains(range.start())) {
                low = middle + 1;
            } else {
                return ends(candidate, range);
            }
        }
        return false;
    }
}
