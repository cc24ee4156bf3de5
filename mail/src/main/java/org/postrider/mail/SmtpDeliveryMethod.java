package org.postrider.mail;

/** How an {@link SmtpClient} hands its messages over. Re-expresses System.Net.Mail.SmtpDeliveryMethod, numbers included. */
public enum SmtpDeliveryMethod {
    /** To a server, over the network. */
    NETWORK(0),
    /** Into a {@linkplain SmtpClient#setPickupDirectoryLocation directory}, as files that a mail server of yours picks up. */
    SPECIFIED_PICKUP_DIRECTORY(1),
    /** Into the directory of a local IIS, which no JVM can ask: each send fails and says so. */
    PICKUP_DIRECTORY_FROM_IIS(2);

    private final int value;

    SmtpDeliveryMethod(int value) {
        this.value = value;
    }

    /**
     * Gives the number that .NET knows this constant by.
     *
     * @return from 0 to 2
     */
    public int value() {
        return value;
    }
}
