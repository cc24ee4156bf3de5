/**
 * The postrider command: {@code postrider send} sends a message and tells what the server said, {@code postrider demo} shows one
 * on its way. Everything but {@link org.postrider.cli.Main} is the command's own business.
 */
@NullMarked
package org.postrider.cli;

import org.jspecify.annotations.NullMarked;
