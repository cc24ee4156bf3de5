package org.postrider.mail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.Texts;

/**
 * Header fields of your own, in the order in which you added them.
 *
 * <p>Re-expresses the {@code NameValueCollection} of .NET's {@code MailMessage.Headers}. Names are compared without regard to case.
 * Values are plain text of one line; folding, and encoding of text beyond ASCII and of control characters, is done when the message is
 * written. Sending changes nothing here. Not thread safe.
 *
 * <p>The trap: fields that the message writes itself (From, To, Cc, Bcc, Reply-To, Sender, Subject, Date, MIME-Version, Content-Type,
 * Content-Transfer-Encoding) can be added, as in .NET, but never reach the wire; set the message's properties instead.
 */
public final class HeaderCollection implements Iterable<Map.Entry<String, String>> {
    /** Of these there is one: adding replaces. */
    private static final Set<String> SINGLE = Set.of(
            "bcc",
            "cc",
            "content-description",
            "content-disposition",
            "content-id",
            "content-location",
            "content-transfer-encoding",
            "content-type",
            "date",
            "from",
            "importance",
            "in-reply-to",
            "message-id",
            "mime-version",
            "priority",
            "references",
            "reply-to",
            "sender",
            "subject",
            "to",
            "x-priority",
            "x-sender");

    private final List<Map.Entry<String, String>> fields = new ArrayList<>();

    HeaderCollection() {}

    /**
     * Adds a field, beside those of the same name; one that there can be only one of, such as Message-ID, is replaced.
     *
     * @param name the name: printable ASCII without blanks and colons, at most 100 characters
     * @param value the value: one line of any text but the empty one
     * @throws IllegalArgumentException if either isn't that
     */
    public void add(String name, String value) {
        Map.Entry<String, String> field = Map.entry(HeaderWriter.requireName(name), requireValue(name, value));
        int index = indexOf(name);
        if (index >= 0 && SINGLE.contains(name.toLowerCase(Locale.ROOT))) {
            fields.set(index, field);
        } else {
            fields.add(field);
        }
    }

    /**
     * Sets a field: the first of that name is replaced where it stands, others of that name are removed.
     *
     * @param name the name: printable ASCII without blanks and colons, at most 100 characters
     * @param value the value: one line of any text but the empty one
     * @throws IllegalArgumentException if either isn't that
     */
    public void set(String name, String value) {
        Map.Entry<String, String> field = Map.entry(HeaderWriter.requireName(name), requireValue(name, value));
        int index = indexOf(name);
        if (index < 0) {
            fields.add(field);
            return;
        }
        remove(name);
        fields.add(index, field);
    }

    private static String requireValue(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "The header field " + name + " has no value: give one, or remove the field");
        }
        return Texts.requireLine(value, "The header field " + name);
    }

    /**
     * Gives the value of a field.
     *
     * @param name the name, in any case
     * @return the value, several ones separated by commas as in .NET, or null if there is no such field
     */
    public @Nullable String get(String name) {
        List<String> values = getValues(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    /**
     * Gives all values of a field.
     *
     * @param name the name, in any case
     * @return the values in order, empty if there is no such field
     */
    public List<String> getValues(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Removes all fields of a name.
     *
     * @param name the name, in any case
     * @return true if there was one
     */
    public boolean remove(String name) {
        return fields.removeIf(field -> field.getKey().equalsIgnoreCase(name));
    }

    /** Removes all fields. */
    public void clear() {
        fields.clear();
    }

    /**
     * Counts the fields.
     *
     * @return 0 if there are none
     */
    public int size() {
        return fields.size();
    }

    /**
     * Gives the names of all fields.
     *
     * @return each once, whatever its case, sorted
     */
    public Set<String> getNames() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach(field -> names.add(field.getKey()));
        return names;
    }

    /** Walks over names and values, in order. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return fields.isEmpty()
                ? Collections.emptyIterator()
                : List.copyOf(fields).iterator();
    }

    boolean has(String name) {
        return indexOf(name) >= 0;
    }

    private int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).getKey().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
