/** The server's side of the mechanisms of authentication, with code of its own. */
@NullMarked
package org.postrider.testkit.internal.sasl;

import org.jspecify.annotations.NullMarked;
