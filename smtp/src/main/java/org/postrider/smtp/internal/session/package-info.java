/** The conversation without I/O: what may be said next, and what a reply means. */
@NullMarked
package org.postrider.smtp.internal.session;

import org.jspecify.annotations.NullMarked;
