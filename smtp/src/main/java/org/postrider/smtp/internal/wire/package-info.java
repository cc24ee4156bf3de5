/** Byte streams with the contract of a socket: plain, and under TLS. */
@NullMarked
package org.postrider.smtp.internal.wire;

import org.jspecify.annotations.NullMarked;
