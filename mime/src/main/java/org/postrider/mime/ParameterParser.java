package org.postrider.mime;

import org.postrider.mime.internal.EncodedWordDecoder;
import org.postrider.mime.internal.FieldCursor;
import org.postrider.mime.internal.ParameterText;

/**
 * Reads {@code value; name=value; name="value"} (RFC 2045, 5.1), with comments and blanks where the RFC has them.
 *
 * <p>One pass, no recursion. Not for several threads: it is a cursor over one text.
 */
final class ParameterParser extends FieldCursor {
    private static final int LONGEST_NAME = 127; // RFC 6838, 4.2

    private final String what;
    private final String example;

    /** Takes what the text is, and how one looks that is well-formed, for what is told of one that isn't. */
    ParameterParser(String text, String what, String example) {
        super(text);
        this.what = what;
        this.example = example;
    }

    /** Reads a token, and the token after a slash if one follows. */
    String value(boolean slashed) {
        skipBlanks();
        String value = name();
        if (slashed) {
            expect('/');
            value = value + "/" + name();
        }
        skipBlanks();
        return value;
    }

    private String name() {
        String name = token();
        if (name.length() > LONGEST_NAME) {
            throw malformed("a type has more than 127 characters");
        }
        return name;
    }

    /** Reads the parameters up to the end; one that comes twice is malformed. */
    void parametersInto(ParameterMap parameters) {
        while (position < text.length()) {
            expect(';');
            skipBlanks();
            if (position < text.length()) {
                parameter(parameters);
            }
        }
    }

    private void parameter(ParameterMap parameters) {
        String name = token();
        skipBlanks();
        expect('=');
        skipBlanks();
        String value = position < text.length() && text.charAt(position) == '"' ? quotedString() : token();
        if (parameters.containsKey(name)) {
            throw malformed("the parameter " + name + " comes twice");
        }
        parameters.put(name, EncodedWordDecoder.decode(value));
        skipBlanks();
    }

    private String token() {
        int start = position;
        while (position < text.length() && ParameterText.isTokenCharacter(text.charAt(position))) {
            position++;
        }
        if (start == position) {
            throw malformed("a word is missing at index " + start);
        }
        return text.substring(start, position);
    }

    private void expect(char wanted) {
        if (position == text.length() || text.charAt(position) != wanted) {
            throw malformed("'" + wanted + "' is missing at index " + position);
        }
        position++;
    }

    @Override
    protected FormatException malformed(String why) {
        return new FormatException("The " + what + " is malformed, " + why + ": write it like " + example);
    }
}
