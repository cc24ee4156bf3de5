package org.postrider.mail;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.DsnReturn;

/** What the sender of a {@link MailMessage} wants to hear of its fate. It stands beside the message, not in it. Not thread safe. */
abstract sealed class MessageNotices permits MessageFields {
    private Set<DeliveryNotificationOptions> notifications = Set.of();
    private @Nullable DsnReturn deliveryNotificationReturn;
    private @Nullable String envelopeId;

    MessageNotices() {}

    /**
     * Tells which notifications are asked for.
     *
     * @return a copy, empty if nothing was asked
     */
    public Set<DeliveryNotificationOptions> getDeliveryNotificationOptions() {
        return Set.copyOf(notifications);
    }

    /**
     * Asks for notifications about the message's fate, from servers that offer DSN: {@code NOTIFY} of RFC 3461. They are told each
     * recipient's address as well ({@code ORCPT}), so that a notice says whom it is about wherever the mail was forwarded to. Other servers
     * get the message without a word of it.
     *
     * @param options what to hear of; nothing, or {@link DeliveryNotificationOptions#NONE}, leaves it to the servers
     * @throws IllegalArgumentException if {@link DeliveryNotificationOptions#NEVER} stands beside another one
     */
    public void setDeliveryNotificationOptions(DeliveryNotificationOptions... options) {
        Set<DeliveryNotificationOptions> asked = EnumSet.noneOf(DeliveryNotificationOptions.class);
        asked.addAll(List.of(options));
        asked.remove(DeliveryNotificationOptions.NONE);
        if (asked.contains(DeliveryNotificationOptions.NEVER) && asked.size() > 1) {
            throw new IllegalArgumentException("NEVER excludes the other notifications: set it alone, or leave it out");
        }
        notifications = asked;
    }

    /**
     * Tells how much of the message comes back with a notice that it couldn't be delivered.
     *
     * @return null if that is left to the servers
     */
    public @Nullable DsnReturn getDeliveryNotificationReturn() {
        return deliveryNotificationReturn;
    }

    /**
     * Asks for the whole message, or only its header, to come back with a notice that it couldn't be delivered: {@code RET} of RFC 3461,
     * section 4.3. It has effect where the server offers DSN.
     *
     * @param deliveryNotificationReturn how much, or null to leave it to the servers
     */
    public void setDeliveryNotificationReturn(@Nullable DsnReturn deliveryNotificationReturn) {
        this.deliveryNotificationReturn = deliveryNotificationReturn;
    }

    /**
     * Gives what notices say of the sending that they are about.
     *
     * @return null if nothing was set
     */
    public @Nullable String getEnvelopeId() {
        return envelopeId;
    }

    /**
     * Sets what notices repeat ({@code Original-Envelope-Id}), so that you know which sending they are about: {@code ENVID} of RFC 3461,
     * section 4.4. It stands beside the message, not in it, and has effect where the server offers DSN.
     *
     * @param envelopeId printable ASCII and blanks, up to {@value org.postrider.smtp.DsnOptions#LONGEST_ENVELOPE_ID} characters of which
     *     plus signs, equals signs and blanks count as three; or null for none
     * @throws IllegalArgumentException if it is empty, too long or holds other characters
     */
    public void setEnvelopeId(@Nullable String envelopeId) {
        this.envelopeId = new DsnOptions(Set.of(), null, envelopeId).envelopeId();
    }
}
