package org.postrider.mime.internal;

/**
 * Undoes {@link FlowedText}, whoever wrapped the text: gives one line for each paragraph (RFC 3676, 4.1 to 4.5).
 *
 * <p>What it gives is wrapped and unwrapped again without a change: quotations have one blank after their marks, and a line that begins
 * with {@code >} without being one gets a blank before it. Linear. Not for several threads: it is a cursor over one text.
 */
public final class UnflowedText {
    private static final String CRLF = "\r\n";

    private final StringBuilder result;
    private final StringBuilder paragraph = new StringBuilder();
    private final boolean deletesBlanks;
    private int depth;
    private boolean goesOn;

    private UnflowedText(int length, boolean deletesBlanks) {
        this.result = new StringBuilder(length);
        this.deletesBlanks = deletesBlanks;
    }

    /**
     * Unwraps a text.
     *
     * @param flowed text of the type {@code text/plain; format=flowed}
     * @param deletesBlanks whether the type says {@code delsp=yes}: blanks at the ends of wrapped lines are no part of the text
     * @return the text, its line breaks all CR LF
     */
    public static String of(String flowed, boolean deletesBlanks) {
        String lines = Texts.canonical(flowed);
        UnflowedText text = new UnflowedText(lines.length(), deletesBlanks);
        int start = 0;
        for (int end = lines.indexOf(CRLF); end >= 0; end = lines.indexOf(CRLF, start)) {
            text.line(lines.substring(start, end));
            start = end + CRLF.length();
        }
        text.line(lines.substring(start));
        text.endParagraph();
        return text.result.substring(CRLF.length());
    }

    private void line(String line) {
        int marks = FlowedText.depth(line);
        String text = line.substring(line.startsWith(" ", marks) ? marks + 1 : marks);
        boolean signature = FlowedText.isSignature(text);
        if (goesOn && (marks != depth || signature)) {
            endParagraph();
        }
        depth = marks;
        boolean wrapped = text.endsWith(" ") && !signature;
        paragraph.append(text, 0, text.length() - (wrapped && deletesBlanks ? 1 : 0));
        goesOn = true;
        if (!wrapped) {
            endParagraph();
        }
    }

    private void endParagraph() {
        if (goesOn) {
            String text = paragraph.toString();
            text = FlowedText.isSignature(text) ? text : FlowedText.withoutLastBlanks(text);
            boolean parted = depth > 0 ? !text.isEmpty() : text.startsWith(">");
            result.append(CRLF)
                    .append(">".repeat(depth))
                    .append(parted ? " " : "")
                    .append(text);
            paragraph.setLength(0);
            goesOn = false;
        }
    }
}
