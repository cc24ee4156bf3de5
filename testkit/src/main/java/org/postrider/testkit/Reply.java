package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the server says: {@code Reply.of(550, "5.1.1 no such user")}.
 *
 * <p>An immutable value. As a {@link Behaviour} it replaces the server's own answer. A reply of the same class as that
 * answer (a {@code 250} for a {@code 250}, a {@code 354} for a {@code 354}) also has the answer's effect, so that the
 * conversation goes on; any other leaves the server as if the command had been refused. A reply that no RFC permits
 * is made with {@link Behaviour#raw(String)}.
 *
 * @param code the reply code, 100 to 999, of which RFC 5321, section 4.2, uses 2yz to 5yz
 * @param lines the text of each line, without code and line end; at least one, which may be empty
 */
public record Reply(int code, List<String> lines) implements Behaviour {
    /**
     * Makes a reply, and checks its parts.
     *
     * @param code the reply code, 100 to 999
     * @param lines the text of each line
     * @throws IllegalArgumentException if the code hasn't three digits, there is no line, or a line has a line break
     */
    public Reply {
        if (code < 100 || code > 999) {
            throw new IllegalArgumentException("A reply code has three digits, not " + code);
        }
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("A reply needs at least one line of text, which may be empty");
        }
        if (lines.stream().anyMatch(line -> line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("Pass one string for each line; for odd line ends use Behaviour.raw");
        }
    }

    /**
     * Makes a reply of one or several lines.
     *
     * @param code the reply code, 100 to 999
     * @param lines the text of each line; none gives one empty line
     * @return the reply
     * @throws IllegalArgumentException if the code hasn't three digits, or a line has a line break
     */
    public static Reply of(int code, String... lines) {
        return new Reply(code, lines.length == 0 ? List.of("") : List.of(lines));
    }

    /**
     * Tells whether the reply accepts what was asked (2yz) or asks for more (3yz).
     *
     * @return {@code true} for codes below 400
     */
    public boolean isPositive() {
        return code < 400;
    }

    /**
     * Gives the reply as it goes over the wire (RFC 5321, section 4.2.1), text in UTF-8.
     *
     * @return the bytes, a fresh array
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < lines.size(); i++) {
            char separator = i < lines.size() - 1 ? '-' : ' ';
            bytes.writeBytes((code + "" + separator + lines.get(i) + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Gives the reply in one line, for messages and transcripts. */
    @Override
    public String toString() {
        return code + " " + String.join(" / ", lines);
    }
}
