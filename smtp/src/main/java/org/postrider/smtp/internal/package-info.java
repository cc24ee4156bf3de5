/** What the parts of the engine share. */
@NullMarked
package org.postrider.smtp.internal;

import org.jspecify.annotations.NullMarked;
