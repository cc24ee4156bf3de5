/** Sends as fast as each client can, counts, and tells what it cost. */
@NullMarked
package org.postrider.benchmarks.load;

import org.jspecify.annotations.NullMarked;
