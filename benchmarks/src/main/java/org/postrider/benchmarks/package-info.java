/**
 * Measures Postrider next to its peers. Never published.
 */
@NullMarked
package org.postrider.benchmarks;

import org.jspecify.annotations.NullMarked;
