package org.postrider.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;

/** Turns what the engine reports into the exceptions that System.Net.Mail has for it. */
final class Failures {
    private Failures() {}

    /** Gives what a send that came to its end has to report, or null: delivered to some means that the others are reported. */
    static @Nullable SmtpException of(SendResult result) {
        return result.refusedRecipients().isEmpty() ? null : refusedRecipients(result);
    }

    /**
     * Gives the exception for a send that failed. Refused recipients are the failure when they are why nobody got the message; else
     * they go along with it as suppressed, so that neither fact is lost.
     */
    static SmtpException of(DeliveryException failure) {
        SendResult result = failure.result();
        boolean someRefused = !result.refusedRecipients().isEmpty();
        if (someRefused && isRefusedForRecipients(result)) {
            return refusedRecipients(result);
        }
        SmtpException exception =
                new SmtpException(statusCode(result), failure.getMessage(), result, failure.getCause());
        if (someRefused) {
            exception.addSuppressed(refusedRecipients(result));
        }
        return exception;
    }

    /** The very reply, not an equal one: a server may refuse a recipient and the end of the message in the same words. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isRefusedForRecipients(SendResult result) {
        SmtpReply reply = result.reply().orElse(null);
        return result.outcome() == DeliveryOutcome.REFUSED
                && result.refusedRecipients().stream().anyMatch(r -> r.reply() == reply);
    }

    private static SmtpException refusedRecipients(SendResult result) {
        List<SmtpFailedRecipientException> each =
                result.refusedRecipients().stream().map(r -> refused(r, result)).toList();
        return each.size() == 1
                ? each.get(0)
                : new SmtpFailedRecipientsException(
                        "The server refused " + each.size() + " of "
                                + result.recipients().size() + " recipients; the first: "
                                + each.get(0).getMessage(),
                        each,
                        result);
    }

    private static SmtpFailedRecipientException refused(RecipientResult recipient, SendResult result) {
        String bracketed = "<" + recipient.address() + ">";
        return new SmtpFailedRecipientException(
                SmtpStatusCode.fromValue(recipient.reply().code()),
                "The server refused the recipient " + bracketed + ": " + recipient.reply(),
                bracketed,
                result);
    }

    private static SmtpStatusCode statusCode(SendResult result) {
        return result.reply().map(r -> SmtpStatusCode.fromValue(r.code())).orElse(SmtpStatusCode.GENERAL_FAILURE);
    }
}
