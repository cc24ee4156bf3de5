package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes header fields: the one place where header text becomes octets, and where it is looked at for the last time.
 *
 * <p>Lines are folded at 76 columns where a blank allows it; text that can't be folded, or isn't printable ASCII, becomes
 * encoded-words, so that no line can reach 998 (RFC 5322, 2.1.1). Whatever was checked before, a control character that comes this
 * far is refused here. It writes into a lent buffer as long as that has room, and gives it back when it is closed. Not for several
 * threads.
 */
public final class HeaderWriter implements AutoCloseable {
    private static final int LINE = 76;
    private static final int LONGEST_UNIT = 800;
    private static final int LONGEST_NAME = 100;
    private static final byte[] NOTHING = {};

    private final ByteBuffer lent = Buffers.take();
    private boolean closed;

    @SuppressWarnings("ByteBufferBackingArray") // which begins at 0 in all buffers that are lent
    private byte[] octets = lent.array();

    private int length;
    private int lineStart;
    private int nameEnd;

    /** Makes a writer that has written nothing. */
    public HeaderWriter() {}

    /**
     * Writes a field of free text, such as a subject.
     *
     * @param name the name of the field
     * @param value what it says
     * @param charset the charset that is wanted for text beyond ASCII, or null for UTF-8
     * @return this
     */
    public HeaderWriter text(String name, String value, @Nullable Charset charset) {
        begin(name);
        if (!isFoldable(value)) {
            words("", value, charset, "", 0);
        } else if (column() + 1 + value.length() <= LINE) {
            plain(" ").ascii(value);
        } else {
            folded(value);
        }
        return end();
    }

    /**
     * Starts a field of the caller's own pieces; {@link #end} ends it.
     *
     * @param name the name of the field
     * @return this
     */
    public HeaderWriter begin(String name) {
        lineStart = length;
        plain(requireName(name)).plain(":");
        nameEnd = length;
        return this;
    }

    /**
     * Writes a blank and a piece that holds no place to fold at, on a new line if it doesn't fit.
     *
     * @param piece ASCII, at most 800 long
     * @return this
     */
    public HeaderWriter token(String piece) {
        gap(piece.length());
        return ascii(piece);
    }

    /**
     * Writes an address in angle brackets after its display name, if it has one.
     *
     * @param displayName the name, or empty
     * @param charset the charset wanted for the name, or null for UTF-8
     * @param mailbox the address as SMTP has it; beyond ASCII it is written as UTF-8 (RFC 6532)
     * @param last what follows the bracket: a comma or nothing
     * @return this
     */
    public HeaderWriter mailbox(String displayName, @Nullable Charset charset, String mailbox, String last) {
        if (displayName.isEmpty()) {
            return address(mailbox, last);
        }
        if (isQuotable(displayName)) {
            token(ParameterText.quoted(displayName));
        } else {
            words("", displayName, charset, "", 0);
        }
        return address("<" + mailbox + ">", last);
    }

    /**
     * Writes the name of a group of addresses (RFC 5322, 3.4). A blank parts encoded-words from what follows (RFC 2047, 5).
     *
     * @param name the name
     * @param last what follows: a colon, and more if the group has no members
     * @return this
     */
    public HeaderWriter group(String name, String last) {
        if (isQuotable(name)) {
            return token((isWord(name) ? name : ParameterText.quoted(name)) + last);
        }
        words("", name, null, " " + last, 0);
        return this;
    }

    private static boolean isQuotable(String phrase) {
        return isFoldable(phrase) && phrase.length() < LINE - 16;
    }

    private static boolean isWord(String name) {
        return name.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }

    private HeaderWriter address(String mailbox, String last) {
        if (Texts.isAscii(mailbox)) {
            gap(mailbox.length() + last.length());
            return ascii(mailbox).ascii(last);
        }
        byte[] encoded = utf8(mailbox);
        gap(encoded.length + last.length());
        return append(encoded).ascii(last);
    }

    /**
     * Writes parameters after what {@link #token} began, in the plainest form that carries each of them. Where one ends there is room for
     * the semicolon of the next.
     *
     * @param parameters names and values
     * @param oldName the parameter that old readers know in encoded-words only ({@code name}), or empty; the others go by RFC 2231
     * @param charset the charset wanted for that one, or null for UTF-8
     * @return this
     */
    public HeaderWriter parameters(Map<String, String> parameters, String oldName, @Nullable Charset charset) {
        parameters.forEach((name, value) -> {
            if (ParameterText.isPlain(name, value)) {
                parameter(name + "=" + ParameterText.plain(value));
            } else if (name.equals(oldName)) {
                ascii(";").words(name + "=\"", value, charset, "\"", 1);
            } else {
                ParameterText.extended(name, Texts.requireLine(value, "A parameter"))
                        .forEach(this::parameter);
            }
        });
        return this;
    }

    private void parameter(String piece) {
        ascii(";").gap(piece.length() + 1);
        ascii(piece);
    }

    /**
     * Ends the field.
     *
     * @return this
     */
    public HeaderWriter end() {
        return length == nameEnd ? ascii(" ").lineBreak() : lineBreak();
    }

    /**
     * Ends the header or a delimiter line.
     *
     * @return this
     */
    public HeaderWriter lineBreak() {
        reserve(2);
        octets[length++] = '\r';
        octets[length++] = '\n';
        lineStart = length;
        return this;
    }

    /**
     * Writes ASCII text as it is.
     *
     * @param text printable ASCII, blanks and tabs
     * @return this
     * @throws IllegalArgumentException for anything else, a line break above all
     */
    public HeaderWriter ascii(String text) {
        return ascii(text, 0, text.length());
    }

    private HeaderWriter ascii(String text, int start, int end) {
        reserve(end - start);
        for (int i = Texts.printableEnd(text, start, end); i < end; i = Texts.printableEnd(text, i + 1, end)) {
            if (text.charAt(i) != '\t') {
                throw refused(text.charAt(i));
            }
        }
        Texts.copyAscii(text, start, end, octets, length);
        length += end - start;
        return this;
    }

    /** Writes what was looked at already. */
    private HeaderWriter plain(String text) {
        reserve(text.length());
        Texts.copyAscii(text, 0, text.length(), octets, length);
        length += text.length();
        return this;
    }

    private static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Texts.isControl(text.charAt(i))) {
                throw refused(text.charAt(i));
            }
        }
        return Texts.encode(text, StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException refused(int c) {
        return new IllegalArgumentException("A header field can't hold " + Texts.codePoint(c) + ": remove it");
    }

    /**
     * Appends octets that were written by another writer.
     *
     * @param encoded whole header fields
     * @return this
     */
    public HeaderWriter append(byte[] encoded) {
        reserve(encoded.length);
        System.arraycopy(encoded, 0, octets, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /**
     * Takes out what was written and starts anew.
     *
     * @return a copy of it
     */
    public byte[] drain() {
        byte[] result = Arrays.copyOf(octets, length);
        length = 0;
        lineStart = 0;
        return result;
    }

    int length() {
        return length;
    }

    /** Gives the buffer back, with what is still in it. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            octets = NOTHING;
            length = 0;
            Buffers.giveBack(lent);
        }
    }

    /** Writes encoded-words on as many lines as they take, with so much room behind the last. */
    private void words(String before, String text, @Nullable Charset charset, String after, int behind) {
        EncodedWords words = new EncodedWords(Texts.requireLine(text, "A header field"), charset);
        String head = before;
        int tail = after.length() + behind;
        while (words.hasNext()) {
            String word = words.next(LINE - column() - 1 - head.length() - tail);
            if (word == null) {
                lineBreak();
                word = words.next(EncodedWords.LONGEST - head.length() - tail);
            }
            ascii(" ").ascii(head).ascii(Objects.requireNonNull(word));
            head = "";
        }
        ascii(after);
    }

    /**
     * Gives text as encoded-words with a blank between them, on one line.
     *
     * @param text any text but the empty one
     * @return ASCII
     */
    public static String encodedWords(String text) {
        EncodedWords words = new EncodedWords(Texts.requireLine(text, "A header field"), null);
        StringBuilder result = new StringBuilder(text.length() * 3);
        while (words.hasNext()) {
            result.append(result.isEmpty() ? "" : " ").append(words.next(EncodedWords.LONGEST));
        }
        return result.toString();
    }

    /** Writes foldable text: each run of blanks, with the word after it, goes to a new line as a whole. */
    private void folded(String value) {
        int start = 0;
        String lead = " ";
        while (start < value.length()) {
            int end = unitEnd(value, start);
            if (start > 0 && column() + end - start > LINE) {
                lineBreak();
            }
            ascii(lead).ascii(value, start, end);
            lead = "";
            start = end;
        }
    }

    private static int unitEnd(String value, int start) {
        int i = start;
        while (i < value.length() && isBlank(value.charAt(i))) {
            i++;
        }
        while (i < value.length() && !isBlank(value.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Tells whether text can be written as it is and read back as it was: no controls, no blank ends, no look-alike of an encoded-word. */
    private static boolean isFoldable(String value) {
        if (value.isEmpty()) {
            return true;
        }
        if (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)) || hasEncodedWord(value)) {
            return false;
        }
        if (value.length() <= LONGEST_UNIT && Texts.printableEnd(value, 0, value.length()) == value.length()) {
            return true; // As nearly always.
        }
        int unit = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x7F || (c < ' ' && c != '\t')) {
                return false;
            }
            unit = isBlank(c) && !isBlank(value.charAt(i - 1)) ? 1 : unit + 1;
            if (unit > LONGEST_UNIT) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasEncodedWord(String value) {
        int start = value.indexOf("=?");
        return start >= 0 && value.indexOf("?=", start + 2) > 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Writes the blank before a piece, and folds before it unless the piece is the first of its field or fits. */
    private void gap(int width) {
        if (length > nameEnd && column() + 1 + width > LINE) {
            lineBreak();
        }
        plain(" ");
    }

    private int column() {
        return length - lineStart;
    }

    private void reserve(int count) {
        if (octets.length - length < count) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
        }
    }

    /**
     * Refuses what isn't the name of a header field (RFC 5322, 3.6.8).
     *
     * @param name the name
     * @return the name
     * @throws IllegalArgumentException if it is empty, longer than 100, or holds a blank, a colon or anything but printable ASCII
     */
    public static String requireName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("A header name has 1 to 100 characters, not " + name.length());
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == ':') {
                throw new IllegalArgumentException("A header name can't hold " + Texts.codePoint(c)
                        + ": use printable ASCII without blanks and colons, for instance X-Campaign");
            }
        }
        return name;
    }
}
