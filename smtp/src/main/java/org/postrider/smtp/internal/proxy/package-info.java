/** What is said to a proxy before the server is reached through it. */
@NullMarked
package org.postrider.smtp.internal.proxy;

import org.jspecify.annotations.NullMarked;
