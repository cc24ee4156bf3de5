package org.postrider.mail;

/** How urgent a message is said to be. Re-expresses {@code System.Net.Mail.MailPriority}, numbers included. */
public enum MailPriority {
    /** Nothing is said. */
    NORMAL(0),
    /** It can wait. */
    LOW(1),
    /** Readers mark it as important. */
    HIGH(2);

    private final int value;

    MailPriority(int value) {
        this.value = value;
    }

    /**
     * Gives the number that .NET knows this constant by.
     *
     * @return 0 to 2
     */
    public int value() {
        return value;
    }
}
