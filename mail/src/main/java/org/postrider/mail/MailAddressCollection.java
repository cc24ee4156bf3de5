package org.postrider.mail;

import java.util.List;
import java.util.stream.Collectors;
import org.postrider.mime.FormatException;

/**
 * Addresses in order, for instance those a message goes to.
 *
 * <p>Re-expresses {@code System.Net.Mail.MailAddressCollection}. The collection of a message is live: what is added is sent. The same
 * address twice is sent to twice. Not thread safe.
 */
public final class MailAddressCollection extends LiveList<MailAddress> {
    /** Makes an empty collection. */
    public MailAddressCollection() {}

    /**
     * Adds one address or several, separated by commas.
     *
     * @param addresses for instance {@code jane@example.org, "Doe, John" <john@example.org>}
     * @throws IllegalArgumentException if the text is empty
     * @throws FormatException if one of them is malformed; then none is added
     */
    public void add(String addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("The addresses are empty: give at least one like user@example.org");
        }
        List<MailAddress> parsed = AddressParser.parseList(addresses).stream()
                .map(MailAddress::new)
                .toList();
        addAll(parsed);
    }

    /** Gives the addresses separated by commas, in a form that {@link #add(String)} reads. */
    @Override
    public String toString() {
        return stream().map(MailAddress::toString).collect(Collectors.joining(", "));
    }
}
