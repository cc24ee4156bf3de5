package org.postrider.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.postrider.testkit.internal.Action;
import org.postrider.testkit.internal.Stage;

/**
 * What the server does at a {@link Step} in place of its own answer: a {@link Reply}, or something that no good server
 * would do.
 *
 * <pre>{@code
 * server.script().on(Step.MAIL, Behaviour.delay(Duration.ofSeconds(2)));           // late, then the normal answer
 * server.script().on(Step.RCPT, Reply.of(421, "4.3.2 going down").then(Behaviour.close()));
 * server.script().on(Step.END_OF_DATA, Behaviour.acceptUnanswered().then(Behaviour.reset()));
 * }</pre>
 *
 * <p>Behaviours are immutable and may be shared; {@link #then} puts them in a row. What a positive reply announces (the
 * handshake after {@code STARTTLS}, the message after {@code DATA}, the close after {@code QUIT}) begins when the whole
 * row is done. The trap: {@link #delay} and {@link #hold} alone go on to the normal answer, whereas a row that has said
 * something (even {@code raw("")}) says no more than that.
 */
public sealed interface Behaviour permits Reply, Action {
    /**
     * Does what the server would do without a script; of use in a row.
     *
     * @return the behaviour
     */
    static Behaviour normally() {
        return new Action("normally", Stage::proceed);
    }

    /**
     * Does what the command asks, and says nothing: a message accepted whose {@code 250} never comes.
     *
     * @return the behaviour
     */
    static Behaviour acceptUnanswered() {
        return new Action("accept unanswered", Stage::accept);
    }

    /**
     * Sends text as it stands, in UTF-8: garbage, a reply with differing codes, two replies, or (empty) none at all. If it
     * begins with a reply code, that code counts as a {@link Reply} of it would.
     *
     * @param text what to send, line ends included
     * @return the behaviour
     */
    static Behaviour raw(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends bytes as they stand.
     *
     * @param bytes what to send
     * @return the behaviour
     * @see #raw(String)
     */
    static Behaviour raw(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new Action("raw bytes", stage -> stage.say(copy, Duration.ZERO));
    }

    /**
     * Waits, and goes on to what follows in the row, or to the normal answer.
     *
     * @param time how long to wait; closing the server ends it early
     * @return the behaviour
     */
    static Behaviour delay(Duration time) {
        Objects.requireNonNull(time, "time");
        return new Action("delay " + time, stage -> stage.pause(time));
    }

    /**
     * Waits until the test opens a gate, and goes on to what follows in the row, or to the normal answer.
     *
     * @param gate the gate to wait at
     * @return the behaviour
     */
    static Behaviour hold(Gate gate) {
        Objects.requireNonNull(gate, "gate");
        return new Action("hold", stage -> stage.hold(gate));
    }

    /**
     * Sends a reply one byte at a time.
     *
     * @param reply what to send
     * @param interval the time between two bytes
     * @return the behaviour
     */
    static Behaviour drip(Reply reply, Duration interval) {
        Objects.requireNonNull(interval, "interval");
        byte[] bytes = reply.toBytes();
        return new Action("drip " + reply, stage -> stage.say(bytes, interval));
    }

    /**
     * Sends the same text again and again, up to a number of bytes.
     *
     * @param pattern the text, line ends included; not empty
     * @param bytes how many bytes to send in all; {@link Long#MAX_VALUE} is until the connection ends
     * @return the behaviour
     * @throws IllegalArgumentException if the pattern is empty or the number negative
     */
    static Behaviour flood(String pattern, long bytes) {
        if (pattern.isEmpty() || bytes < 0) {
            throw new IllegalArgumentException("A flood needs a pattern that isn't empty, and at least 0 bytes");
        }
        byte[] drop = pattern.getBytes(StandardCharsets.UTF_8);
        return new Action("flood", stage -> stage.flood(drop, bytes));
    }

    /**
     * Never says anything again, but reads on, so that the end of the connection is seen.
     *
     * @return the behaviour
     */
    static Behaviour silence() {
        return new Action("silence", Stage::silence);
    }

    /**
     * Never reads nor says anything again: the client's writes stall when the buffers are full. Lasts until the server is
     * closed.
     *
     * @return the behaviour
     * @see SmtpTestServer.Builder#receiveBufferSize
     */
    static Behaviour stopReading() {
        return new Action("stop reading", Stage::stopReading);
    }

    /**
     * Closes the connection in good order (FIN, and close_notify under TLS).
     *
     * @return the behaviour
     */
    static Behaviour close() {
        return new Action("close", Stage::close);
    }

    /**
     * Tears the connection down (RST).
     *
     * @return the behaviour
     */
    static Behaviour reset() {
        return new Action("reset", Stage::reset);
    }

    /**
     * Closes the sending half only, and reads on until the client closes its own.
     *
     * @return the behaviour
     */
    static Behaviour halfClose() {
        return new Action("half-close", Stage::halfClose);
    }

    /**
     * Puts another behaviour after this one.
     *
     * @param next what to do when this is done
     * @return both in a row
     */
    default Behaviour then(Behaviour next) {
        Objects.requireNonNull(next, "next");
        return new Action(this + ", then " + next, stage -> {
            stage.perform(this);
            stage.perform(next);
        });
    }

    /**
     * Puts the normal answer after this behaviour.
     *
     * @return both in a row
     */
    default Behaviour thenNormally() {
        return then(normally());
    }
}
