package org.postrider.mail;

/**
 * The forms in which a message says the same, the plainest first.
 *
 * <p>Re-expresses {@code System.Net.Mail.AlternateViewCollection}. It is live: what is added is sent. Closing it closes its
 * items and empties it; after that nothing can be added. Not thread safe.
 */
public final class AlternateViewCollection extends PartList<AlternateView> {
    AlternateViewCollection() {}
}
