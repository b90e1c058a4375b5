/** The replicated multi-version key-value store. The only package that knows RocksDB. */
@NullMarked
package meridian.store;

import org.jspecify.annotations.NullMarked;
