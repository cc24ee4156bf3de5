/** What DNS knows of a domain's mail, beyond addresses. */
@NullMarked
package org.postrider.smtp.internal.dns;

import org.jspecify.annotations.NullMarked;
