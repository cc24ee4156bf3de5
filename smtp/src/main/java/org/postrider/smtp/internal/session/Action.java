package org.postrider.smtp.internal.session;

import org.jspecify.annotations.Nullable;

/** What a session wants done after an event. */
public sealed interface Action {
    /** Actions that carry nothing. */
    enum Signal implements Action {
        /** Ask for output, then wait for input. */
        CONTINUE,
        /** Put the wire under TLS, then tell the session. Bytes that wait to be read are an attack. */
        START_TLS,
        /** Write the message, announcing its end before handing it over. */
        SEND_CONTENT,
        /** A transaction can be submitted. */
        READY
    }

    /**
     * The transaction has come to its end and the connection can go on.
     *
     * @param transaction the transaction, with the replies of its recipients
     * @param failure why nobody got it, or null if somebody did
     */
    record Deliver(Transaction transaction, @Nullable Failure failure) implements Action {}

    /**
     * The conversation is over: close the connection.
     *
     * @param failure why; null after an orderly QUIT
     */
    record Close(@Nullable Failure failure) implements Action {}
}
