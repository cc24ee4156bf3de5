package org.postrider.mail;

import java.util.List;
import org.postrider.smtp.SendResult;

/**
 * The server refused several recipients; {@link #getInnerExceptions()} has one exception for each.
 *
 * <p>Its own {@link #getFailedRecipient()} is the first of them and its status code
 * {@link SmtpStatusCode#GENERAL_FAILURE}, as .NET has it. Re-expresses System.Net.Mail.SmtpFailedRecipientsException.
 *
 * @serial exclude
 */
public class SmtpFailedRecipientsException extends SmtpFailedRecipientException {
    private static final long serialVersionUID = 1L;

    /** One for each recipient; an immutable list, and those of the JDK can be serialized. */
    @SuppressWarnings("serial")
    private final List<SmtpFailedRecipientException> innerExceptions;

    SmtpFailedRecipientsException(
            String message, List<SmtpFailedRecipientException> innerExceptions, SendResult result) {
        super(SmtpStatusCode.GENERAL_FAILURE, message, innerExceptions.get(0).getFailedRecipient(), result);
        this.innerExceptions = List.copyOf(innerExceptions);
    }

    /**
     * Gives an exception for each recipient that was refused.
     *
     * @return an unmodifiable list, in the order of the envelope
     */
    public List<SmtpFailedRecipientException> getInnerExceptions() {
        return innerExceptions;
    }
}
