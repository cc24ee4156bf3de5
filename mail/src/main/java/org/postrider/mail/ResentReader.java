package org.postrider.mail;

import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.DateReader;
import org.postrider.mime.internal.ReadField;

/**
 * Reads how a message was handed on, if that is said once and well. A message that was handed on several times has several blocks of these
 * fields, which nobody but a person can tell apart; they stay what they are.
 */
final class ResentReader {
    private static final String PREFIX = "resent-";

    private final Map<String, String> values;

    private ResentReader(Map<String, String> values) {
        this.values = values;
    }

    /** Sets the message's block; false if there is none, or more than it can hold. */
    static boolean fill(MailMessage message, List<ReadField> fields) {
        Map<String, String> values = new HashMap<>();
        for (ReadField field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX) && values.put(name.substring(PREFIX.length()), field.value()) != null) {
                return false;
            }
        }
        Resent resent = values.isEmpty() ? null : new ResentReader(values).block();
        message.setResent(resent);
        return resent != null;
    }

    private @Nullable Resent block() {
        MailAddress from = one("from");
        if (from == null) {
            return null;
        }
        Resent resent = new Resent(from);
        try {
            resent.setSender(one("sender"));
            resent.setDate(date());
            resent.setMessageId(values.remove("message-id"));
        } catch (IllegalArgumentException expected) {
            return null;
        }
        boolean whole =
                addresses("to", resent.getTo()) && addresses("cc", resent.getCc()) && addresses("bcc", resent.getBcc());
        return whole && values.isEmpty() ? resent : null;
    }

    private @Nullable MailAddress one(String name) {
        AddressReader.Found found = AddressReader.read(values.getOrDefault(name, ""));
        boolean readable = found.complete() && found.addresses().size() == 1;
        if (readable) {
            values.remove(name);
        }
        return readable ? found.addresses().get(0) : null;
    }

    private @Nullable OffsetDateTime date() {
        OffsetDateTime date = DateReader.read(values.getOrDefault("date", ""));
        if (date != null) {
            values.remove("date");
        }
        return date;
    }

    private boolean addresses(String name, MailAddressCollection collection) {
        String value = values.remove(name);
        AddressReader.Found found = AddressReader.read(value == null ? "" : value);
        collection.addAll(found.addresses());
        return found.complete();
    }
}
