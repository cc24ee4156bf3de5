package org.postrider.cli;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;
import org.postrider.smtp.TlsMode;

/** Looks at what was learned of a server for what should be mended. For one result. */
final class Adviser {
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /** What a server should offer, and what is lost without it. */
    private static final Map<String, String> WANTED = wanted();

    private final ProbeResult result;
    private final int expiryDays;
    private final List<Advice> advice = new ArrayList<>();

    private Adviser(ProbeResult result, int expiryDays) {
        this.result = result;
        this.expiryDays = expiryDays;
    }

    /** Gives the warnings, then the notes. */
    static List<Advice> advise(ProbeResult result, int expiryDays) {
        Adviser adviser = new Adviser(result, expiryDays);
        adviser.addresses();
        adviser.protection();
        adviser.certificates();
        adviser.clock();
        adviser.speed();
        adviser.extensions();
        adviser.login();
        return adviser.advice;
    }

    private static Map<String, String> wanted() {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("PIPELINING", "each command waits for its own reply");
        wanted.put("CHUNKING", "messages can't be sent in chunks, nor binary ones as they are");
        wanted.put("8BITMIME", "text beyond ASCII has to be encoded, which makes it larger");
        wanted.put("SMTPUTF8", "addresses beyond ASCII before their @ can't be written to");
        wanted.put("SIZE", "a message that is too large is refused only after it was sent");
        wanted.put("ENHANCEDSTATUSCODES", "refusals are told by their text alone");
        wanted.put("DSN", "notices of delivery can't be asked for");
        return wanted;
    }

    private void warn(String code, String text) {
        advice.add(Advice.warning(code, text));
    }

    private void note(String code, String text) {
        advice.add(Advice.note(code, text));
    }

    private void addresses() {
        boolean connected = result.findings().attempts().containsValue("");
        result.findings().attempts().forEach((address, problem) -> {
            if (connected && !problem.isEmpty()) {
                warn("address-unreachable", Addresses.text(address) + " gave no connection: " + problem);
            }
        });
    }

    private void protection() {
        Offer clear = result.findings().clear();
        TlsFacts tls = result.tls();
        if (clear != null && result.options().tls().mode() == TlsMode.NONE && clear.has("STARTTLS")) {
            warn("tls-unused", "the server offers STARTTLS, but nothing protects this connection: use --tls starttls");
        } else if (clear != null && tls == null && !clear.has("STARTTLS")) {
            warn("starttls-missing", "the server doesn't offer STARTTLS: whoever listens can read mail and passwords");
        }
        if (clear != null && clear.mechanisms().stream().anyMatch(m -> m.equals("PLAIN") || m.equals("LOGIN"))) {
            warn("password-in-clear", "the server takes passwords before TLS: let it offer AUTH under TLS only");
        }
        if (tls != null && tls.cipherSuite().startsWith("TLS_RSA_")) {
            warn("no-forward-secrecy", "whoever gets the server's key later can read what was recorded before");
        }
        if (tls != null && tls.protocol().equals("TLSv1.2")) {
            note("tls-1.2", "the server doesn't speak TLS 1.3, which connects faster and has no weak ciphers");
        }
    }

    private void certificates() {
        for (Shown each : result.certificates()) {
            long days = each.daysLeft(result.when());
            if (days >= 0 && days < expiryDays) {
                warn(
                        "expires-soon",
                        "the certificate of " + Terminal.harmless(each.subject()) + " expires within "
                                + (days == 0 ? "a day" : days + 1 + " days"));
            }
        }
    }

    /** Some servers tell the time in their greeting. */
    private void clock() {
        SmtpReply greeting = result.findings().greeting();
        Instant heard = result.findings().greeted();
        Instant told = greeting == null ? null : timeIn(greeting.text());
        if (told != null && heard != null) {
            Duration apart = Duration.between(told, heard);
            if (apart.abs().compareTo(CLOCKS_APART) > 0) {
                warn(
                        "clock",
                        "the server's clock is " + apart.abs().toMinutes() + " minutes "
                                + (apart.isNegative() ? "ahead of" : "behind") + " ours: set the one that is wrong");
            }
        }
    }

    /** Finds a date as mail writes it: {@code Sat, 21 Nov 2026 17:00:00 +0000}. */
    static @Nullable Instant timeIn(String text) {
        Instant time = null;
        for (int comma = text.indexOf(','); comma >= 0 && time == null; comma = text.indexOf(',', comma + 1)) {
            time = timeAt(text, Math.max(0, comma - 3));
        }
        return time;
    }

    private static @Nullable Instant timeAt(String text, int start) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, new ParsePosition(start)));
        } catch (DateTimeException expected) {
            return null; // Just a comma.
        }
    }

    private void speed() {
        for (Findings.Step step : result.findings().steps()) {
            if (step.time().compareTo(SLOW) > 0) {
                note("slow", step.name() + " took " + step.time().toSeconds() + " s");
            }
        }
    }

    private void extensions() {
        Offer offer = result.secured() == null ? result.findings().clear() : result.secured();
        if (offer != null) {
            WANTED.forEach((keyword, loss) -> {
                if (!offer.has(keyword)) {
                    note("no-" + keyword.toLowerCase(Locale.ROOT), "no " + keyword + ": " + loss);
                }
            });
        }
    }

    private void login() {
        boolean known = result.failure() == null;
        if (known && result.offeredMechanisms().isEmpty()) {
            note("no-auth", "no AUTH: nobody can log in, so it takes mail from those it knows, or for its own users");
        } else if (known && result.passwordMechanisms().isEmpty()) {
            note("no-password-login", "none of the ways to log in takes a password");
        }
    }
}
