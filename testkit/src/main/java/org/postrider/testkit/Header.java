package org.postrider.testkit;

/**
 * One header field as it was received.
 *
 * @param name the field's name in the client's spelling
 * @param value what follows the colon, folding and encoded words untouched, without the final line end
 */
public record Header(String name, String value) {}
