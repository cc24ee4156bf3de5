/** Certificates without outside tools: a small DER writer, and what JSSE makes of the result. */
@NullMarked
package org.postrider.testkit.internal.x509;

import org.jspecify.annotations.NullMarked;
