/** The test server as an extension of JUnit Jupiter. */
@NullMarked
package org.postrider.testkit.junit;

import org.jspecify.annotations.NullMarked;
