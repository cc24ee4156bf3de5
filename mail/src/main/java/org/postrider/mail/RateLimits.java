package org.postrider.mail;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        Map<String, RateLimit> more = new TreeMap<>(byDomain);
        more.put(new MailAddress("postmaster@" + domain).asciiHost().toLowerCase(Locale.ROOT), limit);
        return new RateLimits(all, perConnection, perDomain, Map.copyOf(more));
    }
}
