package org.postrider.mail;

import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;

/**
 * Whether addresses may go beyond ASCII before their @. Re-expresses System.Net.Mail.SmtpDeliveryFormat, numbers included.
 *
 * <p>Texts, names and domains of any language arrive either way: they are encoded for servers of seven bits.
 */
public enum SmtpDeliveryFormat {
    /** Addresses are ASCII before their @; a message with another one is refused before anything is sent. */
    SEVEN_BIT(0),
    /** Such addresses are sent by SMTPUTF8 (RFC 6531), which is used for no other message; a server without it is an error. */
    INTERNATIONAL(1);

    private final int value;

    SmtpDeliveryFormat(int value) {
        this.value = value;
    }

    /**
     * Gives the number that .NET knows this constant by.
     *
     * @return 0 or 1
     */
    public int value() {
        return value;
    }

    /** Refuses a message that this format can't carry. */
    void require(Envelope envelope, MessageContent content) {
        if (this == SEVEN_BIT && (envelope.needsSmtpUtf8() || content.needsSmtpUtf8())) {
            throw new SmtpException(
                    "An address of the message goes beyond ASCII before its @, or a header field of a ready-made one isn't encoded,"
                            + " which the delivery format SEVEN_BIT"
                            + " doesn't allow: call setDeliveryFormat(SmtpDeliveryFormat.INTERNATIONAL) if the server offers SMTPUTF8");
        }
    }
}
