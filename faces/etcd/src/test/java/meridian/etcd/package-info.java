@NullMarked
package meridian.etcd;

import org.jspecify.annotations.NullMarked;
