/**
 * The SMTP engine: one conversation, driven by the caller's thread or by a selector loop, knowing no message model.
 */
@NullMarked
package org.postrider.smtp;

import org.jspecify.annotations.NullMarked;
