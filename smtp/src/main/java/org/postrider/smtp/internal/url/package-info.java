/** How a server is written in one line, and read again. */
@NullMarked
package org.postrider.smtp.internal.url;

import org.jspecify.annotations.NullMarked;
