@NullMarked
package meridian.chaos.report;

import org.jspecify.annotations.NullMarked;
