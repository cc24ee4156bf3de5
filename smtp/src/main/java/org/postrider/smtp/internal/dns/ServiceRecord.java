package org.postrider.smtp.internal.dns;

/**
 * What one SRV record says (RFC 2782), as it was found: nothing of it has been checked.
 *
 * @param priority the lowest is tried first
 * @param weight the share among equals in priority
 * @param port the server's port
 * @param target the server's name; a lone dot says that there is no such service
 */
public record ServiceRecord(int priority, int weight, int port, String target) {}
