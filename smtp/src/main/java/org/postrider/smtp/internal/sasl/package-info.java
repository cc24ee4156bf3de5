/** The mechanisms of authentication (RFC 4422) that are there without further ado. */
@NullMarked
package org.postrider.smtp.internal.sasl;

import org.jspecify.annotations.NullMarked;
