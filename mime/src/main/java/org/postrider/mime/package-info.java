/**
 * Content types, transfer encodings and the streaming MIME writer: System.Net.Mime in Java idiom.
 */
@NullMarked
package org.postrider.mime;

import org.jspecify.annotations.NullMarked;
