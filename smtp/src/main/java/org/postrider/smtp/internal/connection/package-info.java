/** What drives a conversation: threads, deadlines, connections. */
@NullMarked
package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.NullMarked;
