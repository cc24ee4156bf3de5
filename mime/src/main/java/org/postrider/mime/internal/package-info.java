/**
 * How a message becomes bytes: sources of content, transfer encoders, header fields and the tree of parts. Not for users.
 */
@NullMarked
package org.postrider.mime.internal;

import org.jspecify.annotations.NullMarked;
