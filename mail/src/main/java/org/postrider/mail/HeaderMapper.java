package org.postrider.mail;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import org.postrider.mime.internal.DateReader;
import org.postrider.mime.internal.ReadField;

/**
 * Gives a message the fields of a header that was read: to its properties those that they stand for, to {@link MailMessage#getHeaders()} the
 * others, and those that a property can't hold.
 */
final class HeaderMapper {
    private static final Set<String> OF_THE_PART = Set.of(
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-id",
            "content-location",
            "content-disposition");

    private static final int MOST = 10_000;

    private final MailMessage message;
    private final List<ReadField> fields;
    private final Set<String> seen = new TreeSet<>();
    private boolean judged;
    private int addressCount;

    private HeaderMapper(MailMessage message, List<ReadField> fields) {
        this.message = message;
        this.fields = fields;
    }

    static void fill(MailMessage message, List<ReadField> fields) {
        HeaderMapper mapper = new HeaderMapper(message, fields);
        boolean resent = ResentReader.fill(message, fields);
        for (ReadField field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            boolean done = OF_THE_PART.contains(name) || (resent && name.startsWith("resent-"));
            if (!done && !mapper.understood(name, field)) {
                mapper.keep(field);
            }
        }
    }

    /** Sets the property that a field stands for; false if there is none, or the value isn't one for it. */
    private boolean understood(String name, ReadField field) {
        return switch (name) {
            case "to" -> addresses(message.getTo(), field);
            case "cc" -> addresses(message.getCc(), field);
            case "bcc" -> addresses(message.getBcc(), field);
            case "reply-to" -> addresses(message.getReplyToList(), field);
            case "x-priority", "priority", "importance" -> priority();
            default -> seen.add(name) && understoodOnce(name, field);
        };
    }

    /** Of these the first one counts. */
    private boolean understoodOnce(String name, ReadField field) {
        try {
            return switch (name) {
                case "from" -> from(AddressReader.read(field.value()));
                case "sender" -> sender(AddressReader.read(field.value()));
                case "subject" -> subject(field.text());
                case "date" -> date(field.value());
                case "message-id" -> messageId(field.value());
                case "in-reply-to" -> inReplyTo(angled(field.value()));
                case "references" -> references(angled(field.value()));
                case "auto-submitted" -> autoSubmitted(field.value());
                case "list-unsubscribe" -> listUnsubscribe(ways(field.value()));
                case "list-unsubscribe-post" -> message.isOneClickUnsubscribe();
                default -> false;
            };
        } catch (IllegalArgumentException expected) {
            return false;
        }
    }

    private boolean addresses(MailAddressCollection collection, ReadField field) {
        AddressReader.Found found = AddressReader.read(field.value(), AddressReader.MOST - addressCount);
        addressCount += found.addresses().size();
        collection.addAll(found.addresses());
        return found.complete();
    }

    private boolean from(AddressReader.Found found) {
        if (!found.addresses().isEmpty()) {
            message.setFrom(found.addresses().get(0));
        }
        return found.complete() && found.addresses().size() == 1;
    }

    private boolean sender(AddressReader.Found found) {
        if (!found.addresses().isEmpty()) {
            message.setSender(found.addresses().get(0));
        }
        return found.complete() && found.addresses().size() == 1;
    }

    private boolean subject(String subject) {
        message.setPlainSubject(subject);
        return true;
    }

    private boolean date(String value) {
        message.setDate(DateReader.read(value));
        return message.getDate() != null;
    }

    private boolean messageId(String value) {
        message.setMessageId(value);
        return true;
    }

    private boolean inReplyTo(List<String> ids) {
        message.setInReplyTo(ids);
        return !ids.isEmpty();
    }

    private boolean references(List<String> ids) {
        message.setReferences(ids);
        return !ids.isEmpty();
    }

    private boolean autoSubmitted(String value) {
        for (AutoSubmitted one : AutoSubmitted.values()) {
            if (one.token().equalsIgnoreCase(value)) {
                message.setAutoSubmitted(one);
            }
        }
        return message.getAutoSubmitted() != null;
    }

    private boolean listUnsubscribe(List<String> ways) {
        URI[] uris = ways.stream().map(URI::create).toArray(URI[]::new);
        boolean oneClick = fields.stream()
                .anyMatch(field -> field.name().equalsIgnoreCase("List-Unsubscribe-Post")
                        && field.value().equalsIgnoreCase("List-Unsubscribe=One-Click"));
        if (oneClick && uris.length > 0 && "https".equalsIgnoreCase(uris[0].getScheme())) {
            message.setOneClickUnsubscribe(
                    uris[0], List.of(uris).subList(1, uris.length).toArray(URI[]::new));
        } else {
            message.setListUnsubscribe(uris);
        }
        return uris.length > 0;
    }

    /** What stands in angle brackets, commas too, if there is nothing else but commas; blanks in it say nothing (RFC 2369, 2). */
    private static List<String> ways(String value) {
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < value.length(); i++) {
            int end = value.charAt(i) == '<' ? value.indexOf('>', i) : i;
            if (end < 0 || ways.size() == MOST || (end == i && ", \t".indexOf(value.charAt(i)) < 0)) {
                return List.of();
            }
            if (end > i) {
                ways.add(value.substring(i + 1, end).replace(" ", "").replace("\t", ""));
                i = end;
            }
        }
        return ways;
    }

    /** The words in angle brackets, if there is nothing but them. */
    private static List<String> angled(String value) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(value, " \t");
        while (tokens.hasMoreTokens()) {
            if (words.size() == MOST) {
                return List.of();
            }
            words.add(tokens.nextToken());
        }
        return words.stream().allMatch(word -> word.startsWith("<") && word.endsWith(">")) ? words : List.of();
    }

    /** Any of the three fields tells the urgency; X-Priority before the others. They are looked at once, however many there are. */
    private boolean priority() {
        if (!judged) {
            judged = true;
            MailPriority said = said("X-Priority");
            said = said == MailPriority.NORMAL ? said("Importance") : said;
            said = said == MailPriority.NORMAL ? said("Priority") : said;
            if (said != MailPriority.NORMAL) {
                message.setPriority(said);
            }
        }
        return message.priorityIfSet() != null;
    }

    private MailPriority said(String name) {
        for (ReadField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                StringTokenizer words = new StringTokenizer(field.value().toLowerCase(Locale.ROOT), " \t(");
                return words.hasMoreTokens() ? priority(words.nextToken()) : MailPriority.NORMAL;
            }
        }
        return MailPriority.NORMAL;
    }

    private static MailPriority priority(String word) {
        return switch (word) {
            case "1", "2", "high", "urgent" -> MailPriority.HIGH;
            case "4", "5", "low", "non-urgent" -> MailPriority.LOW;
            default -> MailPriority.NORMAL;
        };
    }

    private void keep(ReadField field) {
        try {
            message.getHeaders().add(field.name(), field.text());
        } catch (IllegalArgumentException expected) {
            // A field without a value, or with a name of more than 100 characters, says nothing to anybody.
        }
    }
}
