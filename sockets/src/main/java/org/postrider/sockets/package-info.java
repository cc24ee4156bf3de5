/**
 * Sockets whose operations complete at once or call back: System.Net.Sockets in Java idiom, on a selector loop.
 */
@NullMarked
package org.postrider.sockets;

import org.jspecify.annotations.NullMarked;
