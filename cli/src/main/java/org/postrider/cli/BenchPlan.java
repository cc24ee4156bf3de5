package org.postrider.cli;

import java.time.Duration;
import org.postrider.mail.MailAddress;

/**
 * How much is sent, in what manner. All of it is bounded.
 *
 * @param from who the messages come from
 * @param recipient whom they go to
 * @param connections how many connections there are at most
 * @param inFlight how many messages are handed over for each of them
 * @param messages how many are sent at most
 * @param duration how long messages are begun at most
 * @param size how long each text is, in octets
 * @param timeout how long the server may take for each step, and for the last answers
 */
record BenchPlan(
        MailAddress from,
        MailAddress recipient,
        int connections,
        int inFlight,
        int messages,
        Duration duration,
        int size,
        Duration timeout) {
    private static final String LINE = "The quick brown fox jumps over the lazy dog, then rests a while.\r\n";

    /** {@return a text of that size, in lines} */
    String text() {
        return LINE.repeat(size / LINE.length() + 1).substring(0, size);
    }

    int queueLimit() {
        return connections * inFlight;
    }
}
