package org.postrider.mime.internal;

/**
 * Wraps text so that readers of today fill their window with it, and those of yesterday see short lines: {@code format=flowed} of RFC
 * 3676, without {@code delsp}.
 *
 * <p>A line that ends in a blank goes on in the next one, so blanks that ended a line of the text are lost. A line that begins with
 * {@code >} is a quotation, and so are the lines that it is wrapped into.
 */
public final class FlowedText {
    /** RFC 3676, 4.2: up to 78 are fine, and paragraphs look best at up to 72. */
    private static final int WIDTH = 72;

    /** Deeper quotations are text: each line of a paragraph repeats its marks. */
    private static final int DEEPEST = 30;

    private static final String CRLF = "\r\n";
    private static final String SIGNATURE = "-- ";

    private final StringBuilder result;

    private FlowedText(int length) {
        result = new StringBuilder(length + length / 16 + 64);
    }

    /**
     * Wraps a text.
     *
     * @param text any text, with one line for each paragraph
     * @return the text as {@code text/plain; format=flowed} has it, its line breaks all CR LF
     */
    public static String of(String text) {
        String lines = Texts.canonical(text);
        FlowedText flowed = new FlowedText(lines.length());
        int start = 0;
        for (int end = lines.indexOf(CRLF); end >= 0; end = lines.indexOf(CRLF, start)) {
            flowed.paragraph(lines.substring(start, end));
            flowed.result.append(CRLF);
            start = end + CRLF.length();
        }
        flowed.paragraph(lines.substring(start));
        return flowed.result.toString();
    }

    /** Counts the marks of quotation at the start of a line. */
    static int depth(String line) {
        int depth = 0;
        while (depth < Math.min(line.length(), DEEPEST) && line.charAt(depth) == '>') {
            depth++;
        }
        return depth;
    }

    /** Tells whether a line, without marks and the blank after them, parts the signature from the text (RFC 3676, 4.3). */
    static boolean isSignature(String text) {
        return text.equals(SIGNATURE);
    }

    private void paragraph(String line) {
        int depth = depth(line);
        String quotes = line.substring(0, depth);
        boolean stuffed = depth > 0 && depth < line.length() && line.charAt(depth) == ' ';
        String text = line.substring(stuffed ? depth + 1 : depth);
        wrap(quotes, isSignature(text) ? text : withoutLastBlanks(text));
    }

    /** A blank at the end would make the next paragraph part of this one. */
    static String withoutLastBlanks(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private void wrap(String quotes, String text) {
        int start = 0;
        while (start < text.length()) {
            int end = lineEnd(text, start, WIDTH - quotes.length());
            String line = text.substring(start, end);
            result.append(start > 0 ? CRLF : "")
                    .append(quotes)
                    .append(isStuffed(quotes, line) ? " " : "")
                    .append(line);
            start = end;
        }
        result.append(text.isEmpty() ? quotes : "");
    }

    /** What could be taken for a quotation, a blank put here or a mailbox's separator gets a blank before it (RFC 3676, 4.4). */
    private static boolean isStuffed(String quotes, String line) {
        return !quotes.isEmpty() || line.startsWith(" ") || line.startsWith(">") || line.startsWith("From ");
    }

    /** Ends a line behind the last blank that fits, or else the next one; but makes no line that looks like the mark of a signature. */
    private static int lineEnd(String text, int start, int width) {
        if (text.length() - start <= width) {
            return text.length();
        }
        int blank = text.lastIndexOf(' ', start + width - 1);
        boolean mark = blank == start + 2 && text.startsWith(SIGNATURE, start);
        if (blank < start || mark) {
            blank = text.indexOf(' ', start + width);
        }
        return blank < 0 ? text.length() : blank + 1;
    }
}
