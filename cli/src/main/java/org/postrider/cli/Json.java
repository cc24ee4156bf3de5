package org.postrider.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, strings, numbers, booleans and null as JSON (RFC 8259), in one line and in the order of the maps. What it writes
 * is ASCII wherever a character could be misread: controls, half characters, and the line ends of JavaScript.
 */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    static String of(@Nullable Object value) {
        Json json = new Json();
        json.value(value);
        return json.text.toString();
    }

    /** {@return the word that stands for a constant}, in small letters and hyphens */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof List<?> list) {
            array(list);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> map) {
        text.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<?, ?> entry = i.next();
            string(String.valueOf(entry.getKey()));
            text.append(':');
            value(entry.getValue());
            text.append(i.hasNext() ? "," : "");
        }
        text.append('}');
    }

    private void array(List<?> list) {
        text.append('[');
        for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
            value(i.next());
            text.append(i.hasNext() ? "," : "");
        }
        text.append(']');
    }

    private void string(String string) {
        text.append('"');
        string.codePoints().forEach(this::character);
        text.append('"');
    }

    private void character(int c) {
        if (c == '"' || c == '\\') {
            text.append('\\').appendCodePoint(c);
        } else if (Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || (Character.getType(c) == Character.FORMAT
                        && Character.isBmpCodePoint(c)) // It may turn the direction of writing.
                || c == 0x2028
                || c == 0x2029) {
            text.append(String.format(Locale.ROOT, "\\u%04x", c));
        } else {
            text.appendCodePoint(c);
        }
    }
}
