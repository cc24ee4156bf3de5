/** The mechanism of the fast sink: one thread, one selector, a session of bytes without I/O for each connection. */
@NullMarked
package org.postrider.testkit.internal.sink;

import org.jspecify.annotations.NullMarked;
