package org.postrider.mail.internal.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * Something that can be configured: what it is called in each source, and what its text means.
 *
 * <p>Immutable, and equal to itself only. The trap: what the reader throws is shown to people, so it may not hold a secret.
 *
 * @param <T> what the text means
 */
public final class Setting<T> {
    private final String element;
    private final String name;
    private final Class<T> type;
    private final Function<String, T> reader;

    /**
     * Makes a setting.
     *
     * @param element the XML element whose attribute it is
     * @param name the attribute, which is the property's name as well
     * @param type the type of its values
     * @param reader reads a text that isn't empty; its {@link IllegalArgumentException} says what is wanted
     */
    public Setting(String element, String name, Class<T> type, Function<String, T> reader) {
        this.element = element;
        this.name = name;
        this.type = type;
        this.reader = reader;
    }

    /**
     * Names the XML element that has it.
     *
     * @return such as {@code network}
     */
    public String element() {
        return element;
    }

    /**
     * Names it.
     *
     * @return such as {@code enableSsl}
     */
    public String name() {
        return name;
    }

    /**
     * Names its environment variable.
     *
     * @return such as {@code POSTRIDER_ENABLE_SSL}
     */
    public String variable() {
        StringBuilder variable = new StringBuilder(Configuration.VARIABLE_PREFIX);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                variable.append('_');
            }
            variable.append(c);
        }
        return variable.toString().toUpperCase(Locale.ROOT);
    }

    T read(String text) {
        return reader.apply(text);
    }

    T cast(Object value) {
        return type.cast(value);
    }

    /** Shows the name. */
    @Override
    public String toString() {
        return name;
    }
}
