/**
 * A real SMTP server on loopback for tests: it behaves, and misbehaves on demand.
 */
@NullMarked
package org.postrider.testkit;

import org.jspecify.annotations.NullMarked;
