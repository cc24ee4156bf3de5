package org.postrider.mail;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SendResult;

/**
 * The server refused a recipient. The other recipients, if there were any, have got the message, unless {@link #getOutcome()} says
 * otherwise.
 *
 * <p>Re-expresses System.Net.Mail.SmtpFailedRecipientException.
 *
 * @serial exclude
 */
public class SmtpFailedRecipientException extends SmtpException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String failedRecipient;

    /**
     * Makes an exception for one recipient.
     *
     * @param statusCode what the server answered
     * @param failedRecipient the recipient in angle brackets
     */
    public SmtpFailedRecipientException(SmtpStatusCode statusCode, @Nullable String failedRecipient) {
        this(statusCode, "The server refused the recipient " + failedRecipient, failedRecipient, null);
    }

    SmtpFailedRecipientException(
            SmtpStatusCode statusCode,
            @Nullable String message,
            @Nullable String failedRecipient,
            @Nullable SendResult result) {
        super(statusCode, message, result, null);
        this.failedRecipient = failedRecipient;
    }

    /**
     * Gives the recipient that was refused.
     *
     * @return the mailbox in angle brackets, as .NET has it: {@code <user@host>}
     */
    public @Nullable String getFailedRecipient() {
        return failedRecipient;
    }
}
