/** Whom a TLS connection trusts, and as whom it appears: certificates, keys, names. */
@NullMarked
package org.postrider.smtp.internal.tls;

import org.jspecify.annotations.NullMarked;
