package org.postrider.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;

/**
 * A header field given as {@code 'Name: value'}. Reply-To and Sender reach the message as addresses; fields that the message writes by
 * itself are refused, since they would be dropped in silence.
 */
final class HeaderArgument {
    private static final Set<String> BY_OPTION = Set.of("from", "to", "cc", "bcc", "subject");
    private static final Set<String> BY_ITSELF =
            Set.of("date", "mime-version", "content-type", "content-transfer-encoding");

    private final String name;
    private final String value;

    private HeaderArgument(String name, String value) {
        this.name = name;
        this.value = value;
    }

    static void addAll(List<String> arguments, MailMessage message) {
        for (String argument : arguments) {
            UsageException.checking("--header", () -> parse(argument).addTo(message));
        }
    }

    private static HeaderArgument parse(String argument) {
        int colon = argument.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + argument + "' isn't like 'Name: value'");
        }
        return new HeaderArgument(
                argument.substring(0, colon), argument.substring(colon + 1).strip());
    }

    private void addTo(MailMessage message) {
        String key = name.toLowerCase(Locale.ROOT);
        if (BY_OPTION.contains(key)) {
            throw new IllegalArgumentException(name + " has an option of its own; use --" + key);
        }
        if (BY_ITSELF.contains(key)) {
            throw new IllegalArgumentException(
                    name + " is written by postrider; to write it yourself send an --eml FILE");
        }
        switch (key) {
            case "reply-to" -> message.getReplyToList().add(value);
            case "sender" -> message.setSender(new MailAddress(value));
            default -> message.getHeaders().add(name, value);
        }
    }
}
