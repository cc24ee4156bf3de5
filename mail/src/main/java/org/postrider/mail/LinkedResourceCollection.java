package org.postrider.mail;

/**
 * The images and other things that a view shows by {@code cid:}.
 *
 * <p>Re-expresses {@code System.Net.Mail.LinkedResourceCollection}. It is live: what is added is sent. Closing it closes its
 * items and empties it; after that nothing can be added. Not thread safe.
 */
public final class LinkedResourceCollection extends PartList<LinkedResource> {
    LinkedResourceCollection() {}
}
