package org.postrider.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.mime.internal.HeaderText;
import org.postrider.mime.internal.PartReader;

/**
 * Reads the addresses of a received field one by one, so that one which is malformed costs no other.
 *
 * <p>Commas separate them, and semicolons as some programs have it; members of a group keep its name. Encoded-words are decoded after they
 * were found, so that nothing in them can become an address. One pass. Not for several threads.
 *
 * <p>A short address takes fifty times its octets, so there is a limit to how many are read.
 */
final class AddressReader {
    static final int MOST = 100_000;

    private final String text;
    private final int most;
    private final List<MailAddress> addresses = new ArrayList<>();
    private boolean complete = true;
    private String group = "";
    private int start;
    private int comments;
    private boolean quoted;
    private boolean bracketed;

    private AddressReader(String text, int most) {
        this.text = text;
        this.most = most;
    }

    /** What was found in a field, and whether that was all of it. */
    record Found(List<MailAddress> addresses, boolean complete) {}

    static Found read(String value) {
        return read(value, MOST);
    }

    /** Refuses more addresses than so many. */
    static Found read(String value, int most) {
        AddressReader reader = new AddressReader(value, most);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean marked = reader.quoted || reader.comments > 0;
            if (c == '\\' && marked) {
                i++;
            } else if (c == '=' && !marked) {
                i = AddressParser.encodedWordEnd(value, i) - 1;
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
            group = c == ';' ? "" : group;
        } else if (c == ':' && group.isEmpty()) {
            group = groupName(text.substring(start, index));
            start = index + 1;
        }
    }

    private static String groupName(String written) {
        String name = written.strip();
        if (name.length() < 2 || !name.startsWith("\"") || !name.endsWith("\"")) {
            return HeaderText.decode(name);
        }
        StringBuilder unquoted = new StringBuilder(name.length());
        for (int i = 1; i < name.length() - 1; i++) {
            i += name.charAt(i) == '\\' && i < name.length() - 2 ? 1 : 0;
            unquoted.append(name.charAt(i));
        }
        return HeaderText.decode(unquoted.toString());
    }

    private void address(int end) {
        String one = text.substring(start, end).strip();
        if (!one.isEmpty()) {
            Optional<MailAddress> address = MailAddress.tryCreate(one).flatMap(AddressReader::decoded);
            complete &= address.isPresent();
            address.map(found -> group.isEmpty() ? found : found.inGroup(group)).ifPresent(this::add);
        }
    }

    private void add(MailAddress address) {
        if (addresses.size() == most) {
            throw PartReader.tooMuch(MOST + " addresses");
        }
        addresses.add(address);
    }

    /** The quotes that are put around the name here are those that the constructor takes off. */
    private static Optional<MailAddress> decoded(MailAddress address) {
        String name = address.getDisplayName();
        return name.contains("=?")
                ? MailAddress.tryCreate(address.getAddress(), '"' + HeaderText.decode(name) + '"')
                : Optional.of(address);
    }
}
