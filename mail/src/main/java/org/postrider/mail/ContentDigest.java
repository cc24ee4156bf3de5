package org.postrider.mail;

/**
 * How much was read of a content, and its hash: what an archive or a log needs to know which bytes went out.
 *
 * @param algorithm the name of the hash, for instance {@code SHA-256}
 * @param size the number of octets, before they were dressed for their way
 * @param hash the hash of those octets, in lower-case hexadecimal digits
 * @see AttachmentBase#setDigestListener
 */
public record ContentDigest(String algorithm, long size, String hash) {}
