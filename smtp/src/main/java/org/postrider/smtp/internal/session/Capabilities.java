package org.postrider.smtp.internal.session;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postrider.smtp.SmtpReply;

/** What the server offers: the keywords of its EHLO reply with their parameters (RFC 5321, section 4.1.1.1). */
public final class Capabilities {
    /** What a server offers that only knows HELO. */
    public static final Capabilities NONE = new Capabilities(Map.of());

    private final Map<String, String> parameters;
    private final Set<Extension> extensions;
    private final long maximumSize;
    private final long mailMax;
    private final long rcptMax;

    private Capabilities(Map<String, String> parameters) {
        this.parameters = parameters;
        this.extensions = Extension.among(parameters.keySet());
        this.maximumSize = number(parameters.getOrDefault("SIZE", ""));
        this.mailMax = limit("MAILMAX");
        this.rcptMax = limit("RCPTMAX");
    }

    /** Reads the reply to EHLO; its first line greets and is passed over. */
    static Capabilities of(SmtpReply reply) {
        Map<String, String> found = new HashMap<>();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String text = line.strip();
            int end = endOfKeyword(text);
            String keyword = text.substring(0, end).toUpperCase(Locale.ROOT);
            String rest = end < text.length() ? text.substring(end + 1).strip() : "";
            found.merge(keyword, rest, (a, b) -> (a + " " + b).strip());
        }
        return new Capabilities(found);
    }

    /** Gives what is left when some keywords, in upper case, are passed over. */
    Capabilities without(Set<String> ignored) {
        if (ignored.isEmpty()) {
            return this;
        }
        Map<String, String> left = new HashMap<>(parameters);
        left.keySet().removeAll(ignored);
        return new Capabilities(left);
    }

    /** Ends at a blank, or at the equals sign of the old {@code AUTH=LOGIN}. */
    private static int endOfKeyword(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '=') {
            end++;
        }
        return end;
    }

    /** Tells whether an extension was offered; keywords are matched whole, in any case. */
    boolean offers(Extension extension) {
        return extensions.contains(extension);
    }

    /** Gives the names of the authentication mechanisms, in the server's order, in upper case. */
    List<String> mechanisms() {
        String names = parameters.getOrDefault("AUTH", "");
        return names.isEmpty()
                ? List.of()
                : List.of(names.toUpperCase(Locale.ROOT).split(" +"));
    }

    /** Gives the largest message that the server takes, in octets; 0 if it doesn't say (RFC 1870). */
    long maximumSize() {
        return maximumSize;
    }

    /** Gives the messages that the server takes on one connection; 0 if it doesn't say (RFC 9422, MAILMAX). */
    long mailMax() {
        return mailMax;
    }

    /** Gives the recipients that the server takes for one message; 0 if it doesn't say (RFC 9422, RCPTMAX). */
    long rcptMax() {
        return rcptMax;
    }

    private long limit(String name) {
        String prefix = name + "=";
        for (String item : parameters.getOrDefault("LIMITS", "").split(" ", -1)) {
            if (item.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return number(item.substring(prefix.length()));
            }
        }
        return 0;
    }

    private static long number(String text) {
        long number = 0;
        for (int i = 0; i < text.length() && text.length() <= 18; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
