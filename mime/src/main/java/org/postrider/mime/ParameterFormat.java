package org.postrider.mime;

import java.util.Map;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.ParameterText;

/** Shows a value and its parameters on one line, as {@code toString} has it. */
final class ParameterFormat {
    private ParameterFormat() {}

    static String format(String value, Map<String, String> parameters) {
        StringBuilder result = new StringBuilder(value);
        parameters.forEach((name, text) -> result.append("; ")
                .append(name)
                .append('=')
                .append(
                        ParameterText.isPrintable(text)
                                ? ParameterText.plain(text)
                                : '"' + HeaderWriter.encodedWords(text) + '"'));
        return result.toString();
    }
}
