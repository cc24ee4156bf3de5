package org.postrider.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.mime.internal.HeaderText;

/**
 * Reads the addresses of a received field one by one, so that one which is malformed costs no other.
 *
 * <p>Commas separate them, and semicolons as some programs have it; the names of groups are left out. Display names are decoded after
 * they were found, so that nothing in them can become an address. One pass. Not for several threads.
 */
final class AddressReader {
    private final String text;
    private final List<MailAddress> addresses = new ArrayList<>();
    private boolean complete = true;
    private int start;
    private int comments;
    private boolean quoted;
    private boolean bracketed;

    private AddressReader(String text) {
        this.text = text;
    }

    /** What was found in a field, and whether that was all of it. */
    record Found(List<MailAddress> addresses, boolean complete) {}

    static Found read(String value) {
        AddressReader reader = new AddressReader(value);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && (reader.quoted || reader.comments > 0)) {
                i++;
            } else {
                reader.next(c, i);
            }
        }
        reader.address(value.length());
        return new Found(reader.addresses, reader.complete);
    }

    private void next(char c, int index) {
        if (c == '"' && comments == 0) {
            quoted = !quoted;
        } else if (quoted) {
            return;
        } else if (c == '(') {
            comments++;
        } else if (comments > 0) {
            comments -= c == ')' ? 1 : 0;
        } else if (c == '<' || c == '[') {
            bracketed = true;
        } else if (c == '>' || c == ']') {
            bracketed = false;
        } else if (!bracketed) {
            separator(c, index);
        }
    }

    private void separator(char c, int index) {
        if (c == ',' || c == ';') {
            address(index);
            start = index + 1;
        } else if (c == ':') {
            start = index + 1;
        }
    }

    private void address(int end) {
        String one = text.substring(start, end).strip();
        if (!one.isEmpty()) {
            Optional<MailAddress> address = MailAddress.tryCreate(one).flatMap(AddressReader::decoded);
            complete &= address.isPresent();
            address.ifPresent(addresses::add);
        }
    }

    /** The quotes that are put around the name here are those that the constructor takes off. */
    private static Optional<MailAddress> decoded(MailAddress address) {
        String name = address.getDisplayName();
        return name.contains("=?")
                ? MailAddress.tryCreate(address.getAddress(), '"' + HeaderText.decode(name) + '"')
                : Optional.of(address);
    }
}
