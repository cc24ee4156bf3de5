package org.postrider.testkit.internal;

import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.LoginFault;
import org.postrider.testkit.Step;

/** Tells a connection what the script wants at each step. Called by all connections at once. */
public interface Prompter {
    /**
     * Picks the behaviour for a step.
     *
     * @param step the step that has been reached
     * @param line the command line, or an empty string if none belongs to the step
     * @return the behaviour, or {@code null} for the normal answer
     */
    @Nullable
    Behaviour pick(Step step, String line);

    /**
     * Picks the behaviour for a place within a message.
     *
     * @param from how many bytes had been seen before, -1 before the first look
     * @param to how many bytes have been seen now
     * @return the behaviour of a rule for a place after {@code from} and up to {@code to}, or {@code null}
     */
    @Nullable
    Behaviour pickInBody(long from, long to);

    /** {@return how to misbehave in a login, or {@code null}} */
    @Nullable
    LoginFault loginFault();
}
