package org.postrider.mail;

/**
 * When the sender wants to hear of a message's fate. Re-expresses {@code System.Net.Mail.DeliveryNotificationOptions}, numbers included;
 * where .NET adds flags up, a message takes several of these.
 */
public enum DeliveryNotificationOptions {
    /** Nothing is asked for: the servers do as they are used to. */
    NONE(0),
    /** When it has been delivered. */
    ON_SUCCESS(1),
    /** When it can't be delivered. */
    ON_FAILURE(2),
    /** When delivery takes unusually long. */
    DELAY(4),
    /** Never; stands alone. */
    NEVER(0x08000000);

    private final int value;

    DeliveryNotificationOptions(int value) {
        this.value = value;
    }

    /**
     * Gives the number that .NET knows this constant by.
     *
     * @return a flag
     */
    public int value() {
        return value;
    }
}
