/** What is left of a run for whoever reads about it: tables, a picture, a folder. */
@NullMarked
package meridian.chaos.report;

import org.jspecify.annotations.NullMarked;
