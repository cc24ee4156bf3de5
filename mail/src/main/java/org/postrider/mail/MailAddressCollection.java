package org.postrider.mail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.ParameterText;
import org.postrider.mime.internal.Texts;

/**
 * Addresses in order, for instance those a message goes to.
 *
 * <p>Re-expresses {@code System.Net.Mail.MailAddressCollection}, and knows groups (RFC 5322, 3.4), which .NET lacks: their members are
 * addresses of this list like all others, so whoever is in the list is sent to and nobody else, and members that stand side by side are
 * written as a group. The collection of a message is live: what is added is sent. The same address twice is sent to twice. Not thread safe.
 *
 * <p>One trap: a group without members, such as {@code undisclosed-recipients:;}, is written but makes the list no less empty.
 */
public final class MailAddressCollection extends LiveList<MailAddress> {
    private List<String> emptyGroups = List.of();

    /** Takes the pieces of the written form, with the marks that follow each. */
    interface Pieces {
        void group(String name, String marks);

        void mailbox(MailAddress address, String marks);
    }

    /** Makes an empty collection. */
    public MailAddressCollection() {}

    /**
     * Adds one address or group, or several, separated by commas.
     *
     * @param addresses for instance {@code jane@example.org, "Doe, John" <john@example.org>} or
     *     {@code Friends: jane@example.org, john@example.org;}
     * @throws IllegalArgumentException if the text is empty
     * @throws FormatException if one of them is malformed; then none is added
     */
    public void add(String addresses) {
        if (Objects.requireNonNull(addresses, "addresses").isEmpty()) {
            throw new IllegalArgumentException("The addresses are empty: give at least one like user@example.org");
        }
        MailAddressCollection parsed = AddressParser.parseList(addresses);
        addAllOf(parsed);
        if (!parsed.emptyGroups.isEmpty()) {
            parsed.emptyGroups.forEach(this::addEmptyGroup);
        }
    }

    /**
     * Adds the members of a group, which the header names: {@code To: Friends: jane@example.org, john@example.org;}.
     *
     * @param name the name of the group
     * @param members the addresses, each of which is sent to; none for instance for {@code undisclosed-recipients}
     * @throws IllegalArgumentException if the name is empty
     * @throws FormatException if the name holds a line break, NUL or half a character
     */
    public void addGroup(String name, MailAddress... members) {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("The name of the group is empty: give one like Friends");
        }
        String group = Texts.composed(AddressParser.requireLine(name, "The name of the group"));
        List<MailAddress> all = Arrays.stream(Objects.requireNonNull(members, "members"))
                .map(member -> Objects.requireNonNull(member, "member").inGroup(group))
                .toList();
        addAll(all);
        if (all.isEmpty()) {
            addEmptyGroup(group);
        }
    }

    private void addEmptyGroup(String group) {
        beforeChange();
        if (emptyGroups.isEmpty()) {
            emptyGroups = new ArrayList<>();
        }
        emptyGroups.add(group);
    }

    /** Removes all addresses and groups. */
    @Override
    public void clear() {
        super.clear();
        emptyGroups = List.of();
    }

    /** Tells whether there is neither an address nor a group without any. */
    boolean isBlank() {
        return isEmpty() && emptyGroups.isEmpty();
    }

    /** Goes over the written form: neighbours of one group together, groups without members at the end. */
    void write(Pieces pieces) {
        int left = size() + emptyGroups.size();
        String open = "";
        for (int i = 0; i < size(); i++) {
            String group = get(i).getGroupName();
            if (!group.isEmpty() && !group.equals(open)) {
                pieces.group(group, ":");
            }
            boolean closing = !group.isEmpty()
                    && (i + 1 == size() || !group.equals(get(i + 1).getGroupName()));
            pieces.mailbox(get(i), (closing ? ";" : "") + (--left > 0 ? "," : ""));
            open = group;
        }
        for (int i = 0; i < emptyGroups.size(); i++) {
            pieces.group(emptyGroups.get(i), --left > 0 ? ":;," : ":;");
        }
    }

    /** Gives the addresses separated by commas, in a form that {@link #add(String)} reads. */
    @Override
    public String toString() {
        StringJoiner written = new StringJoiner(" ");
        write(new Pieces() {
            @Override
            public void group(String name, String marks) {
                written.add(ParameterText.quoted(name) + marks);
            }

            @Override
            public void mailbox(MailAddress address, String marks) {
                written.add(address + marks);
            }
        });
        return written.toString();
    }
}
