/** The mechanism of the test server: one blocking conversation on a thread for each connection. */
@NullMarked
package org.postrider.testkit.internal;

import org.jspecify.annotations.NullMarked;
