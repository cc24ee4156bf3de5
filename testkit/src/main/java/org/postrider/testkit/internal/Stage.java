package org.postrider.testkit.internal;

import java.io.IOException;
import java.time.Duration;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;

/**
 * What a behaviour may do with the connection at its step.
 *
 * <p>A method that ends the connection doesn't return: it throws the {@link SessionOverException} that unwinds the
 * conversation.
 */
public interface Stage {
    /**
     * Performs a behaviour in place.
     *
     * @param behaviour what to do
     * @throws IOException if the connection fails or ends
     * @throws InterruptedException if the server is closed
     */
    void perform(Behaviour behaviour) throws IOException, InterruptedException;

    /**
     * Gives the normal answer.
     *
     * @throws IOException if the connection fails or ends
     * @throws InterruptedException if the server is closed
     */
    void proceed() throws IOException, InterruptedException;

    /**
     * Does what was asked and says nothing.
     *
     * @throws IOException if the connection fails or ends
     * @throws InterruptedException if the server is closed
     */
    void accept() throws IOException, InterruptedException;

    /**
     * Sends bytes.
     *
     * @param bytes what to send
     * @param interval the time between two bytes; zero sends them at once
     * @throws IOException if the connection fails or ends
     * @throws InterruptedException if the server is closed
     */
    void say(byte[] bytes, Duration interval) throws IOException, InterruptedException;

    /**
     * Waits.
     *
     * @param time how long
     * @throws IOException if the replies that are due can't be sent
     * @throws InterruptedException if the server is closed
     */
    void pause(Duration time) throws IOException, InterruptedException;

    /**
     * Waits at a gate.
     *
     * @param gate the gate
     * @throws IOException if the replies that are due can't be sent
     * @throws InterruptedException if the server is closed
     */
    void hold(Gate gate) throws IOException, InterruptedException;

    /**
     * Sends a pattern until a number of bytes is reached.
     *
     * @param pattern what to repeat
     * @param bytes how many bytes in all
     * @throws IOException if the connection fails
     */
    void flood(byte[] pattern, long bytes) throws IOException;

    /**
     * Reads to the end, and says nothing.
     *
     * @throws IOException always
     */
    void silence() throws IOException;

    /**
     * Neither reads nor speaks until the server is closed.
     *
     * @throws IOException if the replies that are due can't be sent
     * @throws InterruptedException when the server is closed
     */
    void stopReading() throws IOException, InterruptedException;

    /**
     * Ends the connection with FIN.
     *
     * @throws IOException always
     */
    void close() throws IOException;

    /**
     * Ends the connection with RST.
     *
     * @throws IOException always
     */
    void reset() throws IOException;

    /**
     * Ends the sending half, and reads to the end.
     *
     * @throws IOException always
     */
    void halfClose() throws IOException;
}
