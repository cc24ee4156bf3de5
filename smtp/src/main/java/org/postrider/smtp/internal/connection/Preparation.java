package org.postrider.smtp.internal.connection;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.internal.connection.Pump.Loss;

/** What is to be known of asking a content what it is, before there is a transaction: where it may be done, and why it failed. */
final class Preparation {
    private Preparation() {}

    /** A content that fails to tell is asked again where waiting is allowed and failing is reported. */
    static boolean mayWait(MessageContent content) {
        try {
            return content.mayBlock();
        } catch (RuntimeException expected) {
            return true;
        }
    }

    static Loss whyFailed(@Nullable Throwable error) {
        if (error instanceof TimeoutException) {
            return new Loss(FailureKind.TIMEOUT, "the send took longer than its limit", null);
        }
        if (error instanceof InterruptedException) {
            return new Loss(FailureKind.CANCELLED, "the sending thread was interrupted", error);
        }
        return new Loss(FailureKind.CONTENT, "the message can't tell what it is: " + error, error);
    }
}
