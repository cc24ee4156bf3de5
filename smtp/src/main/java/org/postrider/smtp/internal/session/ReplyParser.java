package org.postrider.smtp.internal.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpReply;

/**
 * Makes replies of bytes, however they are cut (RFC 5321, section 4.2).
 *
 * <p>It is strict where laxness would let replies shift against commands: three ASCII digits, then a hyphen, a blank or the end of
 * the line; lines end in CRLF only; the lines of one reply agree on the code; a line has at most {@value #LONGEST_LINE} octets and a
 * reply {@value #LONGEST_REPLY}. After an error it must not be used again. Used by one thread at a time.
 */
public final class ReplyParser {
    /** RFC 5321 has 512; servers that explain themselves need more. */
    static final int LONGEST_LINE = 4096;

    /** A challenge of AUTH in base64, the code before it and the CR behind it (RFC 4954, section 4). */
    static final int LONGEST_CHALLENGE = 12_288 + 5;

    static final int LONGEST_REPLY = 65_536;

    /** How many replies are remembered, and up to which length; a power of two. */
    private static final int KNOWN = 16;

    private static final int LONGEST_KNOWN = 64;
    private static final int UNKNOWN = -1;

    private byte[] line = new byte[512];
    private int length;
    private int replySize;
    private int code;
    private final List<String> texts = new ArrayList<>();
    private final @Nullable Known[] known = new Known[KNOWN];
    private final int[] heard = new int[KNOWN]; // the hash of what came last that wants the place
    private final int[] next = new int[KNOWN]; // the place of what came behind the one of this place
    private int latest = UNKNOWN; // the place of what came last

    /**
     * A positive reply of one line that came before, and will come again: most of what a server says is the same for each message. A
     * refusal is always an object of its own, by which it is told from another one in the same words.
     */
    private static final class Known {
        private final byte[] line; // with its CRLF
        private final SmtpReply reply;

        Known(byte[] text, int length, SmtpReply reply) {
            this.line = Arrays.copyOf(text, length + 2);
            this.line[length] = '\r';
            this.line[length + 1] = '\n';
            this.reply = reply;
        }

        boolean isFor(byte[] other, int length) {
            return Arrays.equals(line, 0, line.length - 2, other, 0, length);
        }

        boolean isAhead(ByteBuffer in) {
            int from = in.arrayOffset() + in.position();
            return in.remaining() >= line.length
                    && Arrays.equals(line, 0, line.length, in.array(), from, from + line.length);
        }
    }

    /** Makes a parser that waits for the first line. */
    public ReplyParser() {}

    /** Says that the bytes are no reply. */
    public static final class MalformedReplyException extends Exception {
        MalformedReplyException(String message) {
            super(message);
        }
    }

    /**
     * Takes bytes up to the end of the next reply.
     *
     * @param in what has come, in an array; bytes behind the reply stay in it
     * @return the reply, or null when its end hasn't come yet
     * @throws MalformedReplyException if the bytes can't be a reply
     */
    public @Nullable SmtpReply parse(ByteBuffer in) throws MalformedReplyException {
        SmtpReply reply = takeExpected(in);
        while (reply == null && in.hasRemaining()) {
            if (take(in.get()) && endOfLine()) {
                reply = finish();
            }
        }
        return reply;
    }

    /** Takes what came behind the last reply before, if it comes again: a server's words are mostly the same, and in the same order. */
    private @Nullable SmtpReply takeExpected(ByteBuffer in) {
        Known expected = latest == UNKNOWN || isAmidReply() ? null : known[next[latest]];
        if (expected == null || !expected.isAhead(in)) {
            return null;
        }
        latest = next[latest];
        in.position(in.position() + expected.line.length);
        return expected.reply;
    }

    /**
     * Tells whether a reply has begun and not ended.
     *
     * @return true when part of a reply was taken
     */
    public boolean isAmidReply() {
        return replySize > 0;
    }

    /** Takes one octet; true when it ends the line. */
    private boolean take(byte octet) throws MalformedReplyException {
        if (++replySize > LONGEST_REPLY) {
            throw new MalformedReplyException("the reply is longer than " + LONGEST_REPLY + " octets");
        }
        boolean afterCr = length > 0 && line[length - 1] == '\r';
        if (octet == '\n' != afterCr) {
            throw new MalformedReplyException("a reply's line ends in something other than CRLF");
        }
        if (octet == '\n') {
            length--;
            return true;
        }
        append(octet);
        return false;
    }

    private void append(byte octet) throws MalformedReplyException {
        if (length == line.length || length >= LONGEST_LINE) {
            makeRoom();
        }
        line[length++] = octet;
    }

    private void makeRoom() throws MalformedReplyException {
        int longest = line[0] == '3' && line[1] == '3' ? LONGEST_CHALLENGE : LONGEST_LINE;
        if (length >= longest) {
            throw new MalformedReplyException("a reply's line is longer than " + longest + " octets");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(length * 2, longest));
        }
    }

    /** Reads code and text of a whole line; true when it is the last of its reply. */
    private boolean endOfLine() throws MalformedReplyException {
        if (length < 3 || !isDigit(0, '2', '5') || !isDigit(1, '0', '9') || !isDigit(2, '0', '9')) {
            throw new MalformedReplyException("a line doesn't start with a reply code");
        }
        int lineCode = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        boolean more = length > 3 && line[3] == '-';
        if (length > 3 && !more && line[3] != ' ') {
            throw new MalformedReplyException("a reply code is followed by neither blank nor hyphen");
        }
        if (!texts.isEmpty() && lineCode != code) {
            throw new MalformedReplyException("one reply has the codes " + code + " and " + lineCode);
        }
        code = lineCode;
        if (more || !texts.isEmpty() || length > LONGEST_KNOWN) {
            texts.add(text());
            length = 0;
        }
        return !more;
    }

    private String text() {
        return length <= 4 ? "" : new String(line, 4, length - 4, StandardCharsets.UTF_8);
    }

    private boolean isDigit(int at, char from, char to) {
        return line[at] >= from && line[at] <= to;
    }

    private SmtpReply finish() {
        int before = latest;
        latest = UNKNOWN;
        SmtpReply reply = texts.isEmpty() ? single() : new SmtpReply(code, texts);
        if (before != UNKNOWN && latest != UNKNOWN) {
            next[before] = latest;
        }
        texts.clear();
        length = 0;
        replySize = 0;
        return reply;
    }

    private SmtpReply single() {
        return code < 400 ? remembered() : SmtpReply.of(code, text());
    }

    /**
     * Gives the reply of the one line that has come: the same object if it came before, as far as that is remembered. What comes for the
     * first time is only noted: many a line, with the number of a queue in it, comes once.
     */
    private SmtpReply remembered() {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + line[i];
        }
        int place = (hash ^ hash >>> 4) & KNOWN - 1;
        Known before = known[place];
        if (before != null && before.isFor(line, length)) {
            latest = place;
            return before.reply;
        }
        SmtpReply reply = SmtpReply.of(code, text());
        if (heard[place] == hash) {
            known[place] = new Known(line, length, reply);
            latest = place;
        }
        heard[place] = hash;
        return reply;
    }
}
