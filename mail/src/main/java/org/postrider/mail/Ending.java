package org.postrider.mail;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;

/**
 * How a send ended, told alike to handlers and futures.
 *
 * @param error what it has to report, or null when it went well; for a cancelled send, how far the message had got
 * @param cancelled whether it ended because somebody wanted it to
 * @param inDoubt whether the message may have been delivered all the same
 */
record Ending(@Nullable Exception error, boolean cancelled, boolean inDoubt) {
    static final Ending WELL = new Ending(null, false, false);

    static Ending failed(Exception error) {
        return new Ending(error, false, false);
    }

    static Ending cancelled(SmtpException error) {
        return new Ending(error, true, false);
    }

    /** Reads what the engine reports: a result, or else an error. */
    static Ending of(@Nullable SendResult result, @Nullable Throwable error) {
        if (result != null) {
            return new Ending(Failures.of(result), false, false);
        }
        if (error instanceof DeliveryException delivery) {
            boolean inDoubt = delivery.result().outcome() == DeliveryOutcome.IN_DOUBT;
            return new Ending(Failures.of(delivery), delivery.kind() == FailureKind.CANCELLED, inDoubt);
        }
        return failed(error instanceof Exception exception ? exception : new SmtpException("The send failed", error));
    }

    AsyncCompletedEventArgs toArgs(@Nullable Object userToken) {
        return new AsyncCompletedEventArgs(cancelled ? null : error, cancelled, inDoubt, userToken);
    }
}
