package org.postrider.smtp.internal.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a session wants done after an event. */
public sealed interface Action {
    /** Actions that carry nothing. */
    enum Signal implements Action {
        /** Ask for output, then wait for input. */
        CONTINUE,
        /** Put the wire under TLS, then tell the session. Bytes that wait to be read are an attack. */
        START_TLS,
        /** A transaction can be submitted. */
        READY
    }

    /**
     * The conversation can't go on before something is known that takes time: nothing is said meanwhile.
     *
     * @param work starts it, with an executor for what may block
     * @param then goes on with the value, or else the error, on the conversation's thread
     * @param <T> what is awaited
     */
    record Await<T>(Function<Executor, CompletableFuture<T>> work, Continuation<T> then) implements Action {}

    /**
     * Goes on after a wait.
     *
     * @param <T> what was awaited
     */
    @FunctionalInterface
    interface Continuation<T> {
        /**
         * Takes the end of the wait.
         *
         * @param value what was awaited, or null if there was an error
         * @param error why it didn't come, or null
         * @return what to do
         */
        Action proceed(@Nullable T value, @Nullable Throwable error);
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
