package org.postrider.smtp;

import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.ClientDomain;
import org.postrider.smtp.internal.url.HostText;
import org.postrider.smtp.internal.url.SmtpUrl;

/**
 * Everything that makes a connection to a server: which one, how protected, as whom, with which limits.
 *
 * <p>Immutable and safe to share; {@link #builder(String)} makes it, {@link #toBuilder()} makes a variation. Two connections are
 * interchangeable exactly when their options are equal.
 */
public final class SmtpOptions {
    /** The port of mail transfer (RFC 5321). */
    public static final int DEFAULT_PORT = 25;

    private final OptionValues values;

    private SmtpOptions(OptionValues values) {
        this.values = values;
    }

    /**
     * Starts options for a server.
     *
     * @param host a name or an IP address literal, not empty; a name with a sharp s, a final sigma or a joiner in its {@code xn--} form
     * @return a builder with port 25, TLS by STARTTLS required, no credential, the default limits
     * @throws IllegalArgumentException if it is empty, a URL, or has a character that no host has; it isn't shown
     */
    public static Builder builder(String host) {
        return new Builder(new OptionValues(host));
    }

    /**
     * Reads options from a URL.
     *
     * <p>{@code smtps://} is TLS from the first byte, port 465; {@code smtp+starttls://} is STARTTLS, required, port 587;
     * {@code smtp://} is STARTTLS too, required unless the option {@code tls} says less, port 587 with a user and 25 without. User,
     * password and values are percent-encoded UTF-8: {@code smtps://ann%40example.com:p%2Fw@smtp.example.com}. Options
     * follow behind a question mark, with {@code &} between: {@code tls} is {@code required}, {@code optional} or {@code none};
     * {@code domain} the name for EHLO; {@code local}, {@code proxy}, {@code srv=true} (servers from DNS) and {@code srv-trust} (domains,
     * with commas between) those of the {@link RouteOptions}; {@code partial=false} and {@code dangerously-allow-plaintext-auth=true}
     * as in the {@link Builder}. A path in place of the host is that of a Unix-domain socket, which has no TLS unless the URL says
     * so, and nothing of a network: {@code smtp:///run/smtp}. {@code lmtp://} is as {@code smtp://}, for LMTP, by default at port 24.
     *
     * @param url the URL
     * @return the options; {@link #toBuilder()} adds what a URL can't say
     * @throws IllegalArgumentException if something is wrong; the message says what, and never shows the password
     */
    public static SmtpOptions of(String url) {
        return SmtpUrl.read(url, null).build();
    }

    /**
     * Reads options from a URL that leaves the password out, as it should where a URL is seen by others.
     *
     * @param url as for {@link #of(String)}
     * @param passwords gives the password of the URL's user, not null; not asked if the URL has no user, or has a password
     * @return the options
     * @throws IllegalArgumentException if something is wrong; the message says what, and never shows the password
     */
    public static SmtpOptions of(String url, UnaryOperator<String> passwords) {
        return SmtpUrl.read(url, passwords).build();
    }

    /**
     * Starts a variation of these options.
     *
     * @return a builder that holds the same values
     */
    public Builder toBuilder() {
        return new Builder(new OptionValues(values));
    }

    /**
     * Gives the server's name or address.
     *
     * @return the host as it was set
     */
    public String host() {
        return values.host;
    }

    /**
     * Gives the server's port.
     *
     * @return the port, from 1 to 65,535
     */
    public int port() {
        return values.port;
    }

    /**
     * Gives the TLS options.
     *
     * @return the options
     */
    public TlsOptions tls() {
        return values.tls;
    }

    /**
     * Gives who logs in, and how.
     *
     * @return the options, {@link AuthOptions#NONE} to send without authentication
     */
    public AuthOptions auth() {
        return values.auth;
    }

    /**
     * Tells whether the credential may travel without TLS.
     *
     * @return false unless it was allowed by name
     */
    public boolean isPlaintextAuthenticationAllowed() {
        return values.plaintextAuthentication;
    }

    /**
     * Gives the name to introduce ourselves with.
     *
     * @return the argument of EHLO, or null for the host's own name
     */
    public @Nullable String clientDomain() {
        return values.clientDomain;
    }

    /**
     * Tells whether a message goes to the accepted recipients when others are refused.
     *
     * @return true unless it was switched off
     */
    public boolean isPartialDelivery() {
        return values.partialDelivery;
    }

    /**
     * Gives what isn't used although the server offers it.
     *
     * @return keywords in upper case, unmodifiable
     */
    public Set<String> ignoredExtensions() {
        return values.ignoredExtensions;
    }

    /** {@return whether LMTP is spoken in place of SMTP, false unless it was asked for} */
    public boolean isLmtp() {
        return values.lmtp;
    }

    /**
     * Gives the way that connections take.
     *
     * @return the route, {@link RouteOptions#DIRECT} unless set
     */
    public RouteOptions route() {
        return values.route;
    }

    /**
     * Gives the limits of the steps.
     *
     * @return the limits
     */
    public StepLimits limits() {
        return values.limits;
    }

    /**
     * Gives the listener.
     *
     * @return the listener, {@link SmtpListener#NONE} if none was set
     */
    public SmtpListener listener() {
        return values.listener;
    }

    /**
     * Tells whether results carry the transcript of their conversation.
     *
     * @return false unless it was asked for
     */
    public boolean isTranscriptKept() {
        return values.transcriptKept;
    }

    /**
     * Gives where the server is as one text.
     *
     * @return such as {@code smtp.example.com:587}, or {@code unix:/run/smtp} for a Unix-domain socket
     */
    public String server() {
        return values.server();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof SmtpOptions o && values.sameAs(o.values));
    }

    @Override
    public int hashCode() {
        return Objects.hash(values.host, values.port, values.tls);
    }

    /** Shows server and TLS mode; never a secret. */
    @Override
    public String toString() {
        return "SmtpOptions[" + server() + ", " + values.tls + "]";
    }

    /** Collects options; not safe for use by several threads at once. */
    public static final class Builder {
        private final OptionValues values;

        private Builder(OptionValues values) {
            this.values = values;
        }

        /**
         * Changes the server.
         *
         * @param host as {@link SmtpOptions#builder} takes it, or refuses it
         * @return this builder
         */
        public Builder host(String host) {
            values.host = HostText.checked(host);
            return this;
        }

        /**
         * Sets the port; 25 by default.
         *
         * @param port from 1 to 65,535
         * @return this builder
         */
        public Builder port(int port) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port lies between 1 and 65535, this is " + port);
            }
            values.port = port;
            return this;
        }

        /**
         * Sets the TLS options; STARTTLS required, by default.
         *
         * @param tls the options
         * @return this builder
         */
        public Builder tls(TlsOptions tls) {
            values.tls = Objects.requireNonNull(tls, "tls");
            return this;
        }

        /**
         * Sets the credential to log in with, by the strongest mechanism that the server offers for it; none by default.
         *
         * @param credential the credential, or null for none
         * @return this builder
         */
        public Builder credential(@Nullable Credential credential) {
            values.auth = values.auth.withCredential(credential);
            return this;
        }

        /**
         * Sets who logs in, and by which mechanisms; nobody by default.
         *
         * @param auth the options
         * @return this builder
         */
        public Builder auth(AuthOptions auth) {
            values.auth = Objects.requireNonNull(auth, "auth");
            return this;
        }

        /**
         * Lets the credential travel in clear when the connection has no TLS: whoever listens can read it.
         *
         * @param allowed whether to allow it; not allowed by default
         * @return this builder
         */
        public Builder dangerouslyAllowPlaintextAuthentication(boolean allowed) {
            values.plaintextAuthentication = allowed;
            return this;
        }

        /**
         * Sets the name to introduce ourselves with in EHLO; the host's own name by default.
         *
         * @param clientDomain a domain name or an address literal such as {@code [192.0.2.1]}, or null for the default
         * @return this builder
         */
        public Builder clientDomain(@Nullable String clientDomain) {
            if (clientDomain != null) {
                ClientDomain.check(clientDomain);
            }
            values.clientDomain = clientDomain;
            return this;
        }

        /**
         * Sets whether a message goes to the accepted recipients when others are refused; it does by default.
         *
         * @param partialDelivery false to send to all recipients or to none
         * @return this builder
         */
        public Builder partialDelivery(boolean partialDelivery) {
            values.partialDelivery = partialDelivery;
            return this;
        }

        /**
         * Sets what isn't used although the server offers it, for servers that offer what they can't do; nothing by default.
         *
         * @param keywords keywords of EHLO in any case, such as {@code CHUNKING} or {@code PIPELINING}
         * @return this builder
         * @throws IllegalArgumentException for STARTTLS, REQUIRETLS and AUTH, which have options of their own
         */
        public Builder ignoredExtensions(String... keywords) {
            values.ignoredExtensions = OptionValues.checkedExtensions(keywords);
            return this;
        }

        /**
         * Sets whether to speak LMTP (RFC 2033), the protocol of local delivery, in place of SMTP: the server answers for each recipient
         * whether it has delivered the message. The port is whatever the server listens at, never 25.
         *
         * @param lmtp true for LMTP; not by default
         * @return this builder
         */
        public Builder lmtp(boolean lmtp) {
            values.lmtp = lmtp;
            return this;
        }

        /**
         * Sets the way that connections take: from which address, through which proxy; straight to the server by default.
         *
         * @param route the route
         * @return this builder
         */
        public Builder route(RouteOptions route) {
            values.route = Objects.requireNonNull(route, "route");
            return this;
        }

        /**
         * Sets the limits of the steps.
         *
         * @param limits the limits; {@link StepLimits#DEFAULT} by default
         * @return this builder
         */
        public Builder limits(StepLimits limits) {
            values.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Sets who hears what the connections do.
         *
         * @param listener the listener; none by default
         * @return this builder
         */
        public Builder listener(SmtpListener listener) {
            values.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Sets whether a result carries the transcript of its conversation, and with it the exception that carries the result.
         *
         * @param kept true to have {@link SendResult#transcript()} filled; not by default
         * @return this builder
         */
        public Builder keepTranscript(boolean kept) {
            values.transcriptKept = kept;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return immutable options; this builder may go on
         */
        public SmtpOptions build() {
            return new SmtpOptions(new OptionValues(values));
        }
    }
}
