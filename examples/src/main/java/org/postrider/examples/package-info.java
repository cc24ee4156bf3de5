/**
 * The snippets that the documentation quotes.
 */
@NullMarked
package org.postrider.examples;

import org.jspecify.annotations.NullMarked;
