package org.postrider.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.postrider.smtp.SmtpReply;

/**
 * What a server says that it can, as it says it.
 *
 * @param lines the lines of its reply to EHLO behind the first, which only greets
 */
record Offer(List<String> lines) {
    static Offer of(SmtpReply reply) {
        List<String> lines = reply.lines();
        return new Offer(lines.subList(1, lines.size()));
    }

    boolean has(String keyword) {
        return lines.stream().anyMatch(line -> words(line)[0].equals(keyword));
    }

    /** Gives the names of the ways to log in; {@code AUTH=} is an old form of {@code AUTH}. */
    List<String> mechanisms() {
        return lines.stream()
                .map(Offer::words)
                .filter(words -> words[0].equals("AUTH"))
                .flatMap(words -> Arrays.stream(words).skip(1))
                .distinct()
                .toList();
    }

    private static String[] words(String line) {
        return line.strip().toUpperCase(Locale.ROOT).replace('=', ' ').split(" +", -1);
    }
}
