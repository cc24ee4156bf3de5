package org.postrider.mime;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.ParameterText;
import org.postrider.mime.internal.Texts;

/** The live parameters of a header field: names in lower case, in the order in which they came, all checked. Not thread safe. */
final class ParameterMap extends AbstractMap<String, String> {
    private static final int LONGEST_NAME = 40;

    private final Map<String, String> entries = new LinkedHashMap<>(4);
    private final BiConsumer<String, String> check;

    /** Takes what refuses the values of the parameters that it knows by name. */
    ParameterMap(BiConsumer<String, String> check) {
        this.check = check;
    }

    @Override
    public @Nullable String put(String name, String value) {
        String lower = requireName(lower(name));
        check.accept(lower, Texts.requireLine(value, "A parameter"));
        return entries.put(lower, value);
    }

    /** Sets a parameter; null or an empty value removes it. */
    void set(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            remove(name);
        } else {
            put(name, value);
        }
    }

    @Override
    public @Nullable String get(Object name) {
        return entries.get(lower(name));
    }

    @Override
    public boolean containsKey(Object name) {
        return entries.containsKey(lower(name));
    }

    @Override
    public @Nullable String remove(Object name) {
        return entries.remove(lower(name));
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        entries.forEach(action);
    }

    /** Numbering and percent signs (RFC 2231) are the writer's business, so their marks can't be in a name. */
    private static String requireName(String name) {
        boolean marked = name.indexOf('*') >= 0 || name.indexOf('\'') >= 0 || name.indexOf('%') >= 0;
        if (marked || !ParameterText.isToken(name) || name.length() > LONGEST_NAME) {
            throw new FormatException(
                    "A parameter's name is 1 to 40 letters, digits or marks, such as charset; values beyond"
                            + " ASCII are encoded for you");
        }
        return name;
    }

    private static String lower(Object name) {
        return Objects.requireNonNull(name, "name").toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, String>> iterator() {
                return checked(entries.entrySet().iterator());
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    /** An entry's setValue is a way in, too. */
    private Iterator<Entry<String, String>> checked(Iterator<Entry<String, String>> all) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public Entry<String, String> next() {
                Entry<String, String> entry = all.next();
                return new SimpleImmutableEntry<>(entry.getKey(), entry.getValue());
            }

            @Override
            public void remove() {
                all.remove();
            }
        };
    }
}
