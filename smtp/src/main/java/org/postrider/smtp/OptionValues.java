package org.postrider.smtp;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.tls.HostNames;
import org.postrider.smtp.internal.url.HostText;

/** What {@link SmtpOptions} hold and their builder collects, with the defaults. */
final class OptionValues {
    private static final Set<String> NOT_TO_IGNORE = Set.of("STARTTLS", "REQUIRETLS", "AUTH");

    String host;
    int port = SmtpOptions.DEFAULT_PORT;
    TlsOptions tls = TlsOptions.of(TlsMode.STARTTLS);
    AuthOptions auth = AuthOptions.NONE;
    boolean plaintextAuthentication;

    @Nullable
    String clientDomain;

    boolean partialDelivery = true;
    boolean lmtp;
    Set<String> ignoredExtensions = Set.of();
    RouteOptions route = RouteOptions.DIRECT;
    StepLimits limits = StepLimits.DEFAULT;
    SmtpListener listener = SmtpListener.NONE;
    boolean transcriptKept;

    OptionValues(String host) {
        this.host = HostText.checked(host);
    }

    OptionValues(OptionValues other) {
        this.host = other.host;
        this.port = other.port;
        this.tls = other.tls;
        this.auth = other.auth;
        this.plaintextAuthentication = other.plaintextAuthentication;
        this.clientDomain = other.clientDomain;
        this.partialDelivery = other.partialDelivery;
        this.lmtp = other.lmtp;
        this.ignoredExtensions = other.ignoredExtensions;
        this.route = other.route;
        this.limits = other.limits;
        this.listener = other.listener;
        this.transcriptKept = other.transcriptKept;
    }

    static Set<String> checkedExtensions(String... keywords) {
        Set<String> ignored = Arrays.stream(keywords)
                .map(keyword -> keyword.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        for (String keyword : ignored) {
            if (NOT_TO_IGNORE.contains(keyword)) {
                throw new IllegalArgumentException(
                        keyword + " can't be ignored: set it by tls, by the envelope's tlsRequired, or by auth");
            }
        }
        return ignored;
    }

    String server() {
        Path path = route.unixSocket();
        return path != null ? "unix:" + path : HostNames.withPort(host, port);
    }

    boolean sameAs(OptionValues o) {
        return host.equals(o.host)
                && port == o.port
                && tls.equals(o.tls)
                && auth.equals(o.auth)
                && plaintextAuthentication == o.plaintextAuthentication
                && Objects.equals(clientDomain, o.clientDomain)
                && partialDelivery == o.partialDelivery
                && lmtp == o.lmtp
                && ignoredExtensions.equals(o.ignoredExtensions)
                && route.equals(o.route)
                && limits.equals(o.limits)
                && listener == o.listener
                && transcriptKept == o.transcriptKept;
    }
}
