package org.postrider.mail;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.internal.idna.Idna;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.Texts;

/**
 * The rates that a mailer keeps to; null where there is none.
 *
 * @param all of all its messages
 * @param perConnection of each connection
 * @param perDomain of each domain of recipients that has none of its own
 * @param byDomain of certain domains, by their names on the wire, in lower case
 */
record RateLimits(
        @Nullable RateLimit all,
        @Nullable RateLimit perConnection,
        @Nullable RateLimit perDomain,
        Map<String, RateLimit> byDomain) {
    static final RateLimits NONE = new RateLimits(null, null, null, Map.of());

    boolean isNone() {
        return all == null && perConnection == null && !countsDomains();
    }

    boolean countsDomains() {
        return perDomain != null || !byDomain.isEmpty();
    }

    @Nullable
    RateLimit ofDomain(String domain) {
        return byDomain.getOrDefault(domain, perDomain);
    }

    RateLimits withAll(RateLimit limit) {
        return new RateLimits(limit, perConnection, perDomain, byDomain);
    }

    RateLimits withPerConnection(RateLimit limit) {
        return new RateLimits(all, limit, perDomain, byDomain);
    }

    RateLimits withPerDomain(RateLimit limit) {
        return new RateLimits(all, perConnection, limit, byDomain);
    }

    /** Takes a domain in either form. */
    RateLimits withDomain(String domain, RateLimit limit) {
        Objects.requireNonNull(domain, "domain");
        if (domain.indexOf('*') >= 0) {
            throw new FormatException(
                    "The domain \"" + domain
                            + "\" holds a *, but a rate is for one domain by its name: name each, or limit all by rateLimitPerDomain");
        }
        Map<String, RateLimit> more = new TreeMap<>(byDomain);
        more.put(
                new MailAddress("postmaster@" + withoutLastDot(domain))
                        .asciiHost()
                        .toLowerCase(Locale.ROOT),
                limit);
        return new RateLimits(all, perConnection, perDomain, Map.copyOf(more));
    }

    /** Gives the domain of a recipient as DNS knows it, however it is written; what can be no domain stays as it is. */
    static String domainOf(String recipient) {
        String domain = withoutLastDot(recipient.substring(recipient.lastIndexOf('@') + 1));
        if (Texts.isAscii(domain)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        try {
            return Idna.toAscii(domain);
        } catch (FormatException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }

    private static String withoutLastDot(String domain) {
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }
}
