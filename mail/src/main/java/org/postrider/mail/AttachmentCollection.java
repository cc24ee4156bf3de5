package org.postrider.mail;

/**
 * The files that go with a message.
 *
 * <p>Re-expresses {@code System.Net.Mail.AttachmentCollection}. It is live: what is added is sent. Closing it closes its
 * items and empties it; after that nothing can be added. Not thread safe.
 */
public final class AttachmentCollection extends PartList<Attachment> {
    AttachmentCollection() {}
}
