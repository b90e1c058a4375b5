package meridian.store;

import java.util.function.Consumer;
import java.util.function.Supplier;
import meridian.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Values by key range, and the question which ranges contain a key: a balanced (AVL) tree sorted by start, then end,
 * in which every node knows the furthest end below it (Cormen et al., "Introduction to Algorithms", interval trees).
 * For one thread.
 */
final class IntervalIndex<V> {
    private @Nullable Node<V> root;
    private int size;

    boolean isEmpty() {
        return root == null;
    }

    int size() {
        return size;
    }

    @Nullable
    V get(KeyRange range) {
        Node<V> node = root;
        while (node != null) {
            int order = compare(range, node.range);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    V computeIfAbsent(KeyRange range, Supplier<V> fresh) {
        V found = get(range);
        if (found != null) {
            return found;
        }
        V value = fresh.get();
        root = insert(root, range, value);
        size++;
        return value;
    }

    void remove(KeyRange range) {
        if (get(range) != null) {
            root = remove(root, range);
            size--;
        }
    }

    /** Hands over the values of all ranges that contain the key. */
    void forEachContaining(Bytes key, Consumer<V> action) {
        visit(root, key, action);
    }

    void forEach(Consumer<V> action) {
        visitAll(root, action);
    }

    private static <V> void visitAll(@Nullable Node<V> node, Consumer<V> action) {
        if (node != null) {
            visitAll(node.left, action);
            action.accept(node.value);
            visitAll(node.right, action);
        }
    }

    private static <V> void visit(@Nullable Node<V> node, Bytes key, Consumer<V> action) {
        if (node == null || endsBy(node.furthestEnd, key)) {
            return;
        }
        visit(node.left, key, action);
        if (node.range.start().compareTo(key) <= 0) {
            if (!endsBy(node.range.end(), key)) {
                action.accept(node.value);
            }
            visit(node.right, key, action);
        }
    }

    private static boolean endsBy(Bytes end, Bytes key) {
        return !end.isEmpty() && end.compareTo(key) <= 0;
    }

    private static <V> Node<V> insert(@Nullable Node<V> node, KeyRange range, V value) {
        if (node == null) {
            return new Node<>(range, value);
        }
        if (compare(range, node.range) < 0) {
            node.left = insert(node.left, range, value);
        } else {
            node.right = insert(node.right, range, value);
        }
        return balance(node);
    }

    /** The tree without the range, which must be in it. */
    private static <V> @Nullable Node<V> remove(@Nullable Node<V> node, KeyRange range) {
        if (node == null) {
            return null;
        }
        int order = compare(range, node.range);
        if (order < 0) {
            node.left = remove(node.left, range);
        } else if (order > 0) {
            node.right = remove(node.right, range);
        } else if (node.left == null) {
            return node.right;
        } else if (node.right == null) {
            return node.left;
        } else {
            Node<V> next = first(node.right);
            next.right = removeFirst(node.right);
            next.left = node.left;
            return balance(next);
        }
        return balance(node);
    }

    private static <V> Node<V> first(Node<V> node) {
        Node<V> current = node;
        while (current.left != null) {
            current = current.left;
        }
        return current;
    }

    private static <V> @Nullable Node<V> removeFirst(Node<V> node) {
        if (node.left == null) {
            return node.right;
        }
        node.left = removeFirst(node.left);
        return balance(node);
    }

    private static <V> Node<V> balance(Node<V> node) {
        int lean = height(node.left) - height(node.right);
        Node<V> left = node.left;
        Node<V> right = node.right;
        if (lean > 1 && left != null) {
            if (height(left.left) < height(left.right)) {
                node.left = rotateLeft(left);
            }
            return rotateRight(node);
        }
        if (lean < -1 && right != null) {
            if (height(right.right) < height(right.left)) {
                node.right = rotateRight(right);
            }
            return rotateLeft(node);
        }
        node.update();
        return node;
    }

    private static <V> Node<V> rotateRight(Node<V> node) {
        Node<V> up = node.left;
        if (up == null) {
            return node;
        }
        node.left = up.right;
        up.right = node;
        node.update();
        up.update();
        return up;
    }

    private static <V> Node<V> rotateLeft(Node<V> node) {
        Node<V> up = node.right;
        if (up == null) {
            return node;
        }
        node.right = up.left;
        up.left = node;
        node.update();
        up.update();
        return up;
    }

    private static int height(@Nullable Node<?> node) {
        return node == null ? 0 : node.height;
    }

    private static int compare(KeyRange a, KeyRange b) {
        int byStart = a.start().compareTo(b.start());
        return byStart != 0 ? byStart : compareEnds(a.end(), b.end());
    }

    /** No end is the furthest end. */
    private static int compareEnds(Bytes a, Bytes b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        return a.compareTo(b);
    }

    /** How high the tree is; for tests of its balance. */
    int height() {
        return height(root);
    }

    private static final class Node<V> {
        private final KeyRange range;
        private final V value;
        private @Nullable Node<V> left;
        private @Nullable Node<V> right;
        private int height = 1;
        private Bytes furthestEnd;

        Node(KeyRange range, V value) {
            this.range = range;
            this.value = value;
            this.furthestEnd = range.end();
        }

        void update() {
            height = 1 + Math.max(height(left), height(right));
            furthestEnd = further(further(range.end(), left), right);
        }

        private static Bytes further(Bytes end, @Nullable Node<?> below) {
            return below == null || compareEnds(end, below.furthestEnd) >= 0 ? end : below.furthestEnd;
        }
    }
}
