/** The engine's parts, each alone and without a network. */
@NullMarked
package org.postrider.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
