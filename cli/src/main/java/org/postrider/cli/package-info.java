/**
 * The postrider command.
 */
@NullMarked
package org.postrider.cli;

import org.jspecify.annotations.NullMarked;
