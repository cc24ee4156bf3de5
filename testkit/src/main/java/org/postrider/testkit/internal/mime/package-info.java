/** A tolerant reader of received messages, independent of any code that writes them. */
@NullMarked
package org.postrider.testkit.internal.mime;

import org.jspecify.annotations.NullMarked;
