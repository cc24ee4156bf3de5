/** Settings from files, the environment and system properties; it doesn't know what they are for. */
@NullMarked
package org.postrider.mail.internal.config;

import org.jspecify.annotations.NullMarked;
