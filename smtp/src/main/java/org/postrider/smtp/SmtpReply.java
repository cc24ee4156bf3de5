package org.postrider.smtp;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.postrider.smtp.internal.Printable;

/**
 * What the server said in answer to one command: a code and one or more lines of text.
 *
 * <p>The text comes from the peer: {@link #toString()} and {@link #text()} show control characters as {@code \\u00XX}, so that a
 * reply can't forge lines of a log.
 *
 * @param code the reply code, from 200 to 599 (RFC 5321, section 4.2)
 * @param lines the text of each line behind the code, at least one, as received
 * @serial exclude
 */
public record SmtpReply(int code, List<String> lines) implements Serializable {
    /**
     * Makes a reply.
     *
     * @param code the reply code
     * @param lines the text of each line behind the code
     * @throws IllegalArgumentException if the code is out of range or there is no line
     */
    public SmtpReply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("a reply code lies between 200 and 599, this is " + code);
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has at least one line; an empty text is one empty line");
        }
    }

    /**
     * Makes a reply of one line.
     *
     * @param code the reply code
     * @param text the text behind it
     * @return the reply
     */
    public static SmtpReply of(int code, String text) {
        return new SmtpReply(code, List.of(text));
    }

    /**
     * Tells whether the command did what it was to do.
     *
     * @return true for 2yz
     */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /**
     * Tells whether the same command may succeed later.
     *
     * @return true for 4yz
     */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /**
     * Tells whether the same command will fail again.
     *
     * @return true for 5yz
     */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /**
     * Gives the enhanced status code that leads the first line, if the server sent one.
     *
     * @return the code, such as 5.1.1; empty if there is none or if its class isn't that of the reply code
     */
    public Optional<EnhancedStatusCode> enhancedCode() {
        return EnhancedStatusCode.leading(lines.get(0)).filter(e -> e.statusClass() == code / 100);
    }

    /**
     * Gives the text of all lines, joined by blanks, safe to show.
     *
     * @return the text without the codes of the lines
     */
    public String text() {
        return Printable.escape(String.join(" ", lines));
    }

    /** Gives code and text in one line. */
    @Override
    public String toString() {
        return code + " " + text();
    }
}
