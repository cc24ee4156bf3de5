package org.postrider.mail;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.Credential;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/**
 * Says how a {@link Mailer} reaches its server, and how much it does at once.
 *
 * <p>Not thread safe. It may build several mailers, each as it is at that moment.
 *
 * <p>Without a further word TLS is required, be it from the first byte or by STARTTLS: a server that doesn't offer it gets nothing. In clear goes
 * a message only after {@code tls(TlsOptions.of(TlsMode.NONE))} or with {@code ?tls=none} in the URL; a password not even then, unless
 * {@link SmtpOptions.Builder#dangerouslyAllowPlaintextAuthentication} says so.
 */
public final class MailerBuilder {
    private static final int IMPLICIT_TLS_PORT = 465; // RFC 8314, section 3.3
    private static final int MESSAGES_PER_CONNECTION = 100;
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final SmtpOptions.Builder options;
    private boolean passwordMissing;

    // What waits for a connection is bounded by the queue, so time is no second bound unless somebody sets one.
    PoolLimits pool = PoolLimits.DEFAULT.withWaitLimit(FOREVER);
    private int queuedMessages; // 0: as many as suit the connections
    long queuedOctets = 64L << 20;
    WhenFull whenFull = WhenFull.BLOCK;
    RateLimits rates = RateLimits.NONE;
    MailerTime time = MailerTime.SYSTEM;
    Duration closeLimit = Duration.ofSeconds(30);

    MailerBuilder(String url) {
        this.options = SmtpOptions.of(url, this::postpone).toBuilder();
    }

    MailerBuilder(String host, int port) {
        TlsMode mode = port == IMPLICIT_TLS_PORT ? TlsMode.IMPLICIT : TlsMode.STARTTLS;
        this.options = SmtpOptions.builder(host).port(port).tls(TlsOptions.of(mode));
    }

    MailerBuilder(SmtpOptions options) {
        this.options = options.toBuilder();
    }

    private String postpone(String user) {
        passwordMissing = true;
        return "";
    }

    /**
     * Sets the password of the URL's user.
     *
     * @param password the password
     * @return this
     * @throws IllegalStateException if the URL has no user, or there is no URL: use {@link #credential}
     */
    public MailerBuilder password(String password) {
        Credential known = options.build().auth().credentialFor("PLAIN");
        if (!(known instanceof PasswordCredential credential)) {
            throw new IllegalStateException(
                    "There is no user for the password: name one in the URL, as in smtps://ann@host, or call credential");
        }
        return credential(new PasswordCredential(credential.userName(), password));
    }

    /**
     * Sets what to log in with, by the strongest mechanism that the server offers for it; it only ever travels under TLS.
     *
     * @param credential the credential, or null to send without a login
     * @return this
     */
    public MailerBuilder credential(@Nullable Credential credential) {
        options.credential(credential);
        passwordMissing = false;
        return this;
    }

    /**
     * Sets when TLS starts, and whom to trust.
     *
     * @param tls the options; TLS is required by default, and the platform's certificate authorities are trusted
     * @return this
     */
    public MailerBuilder tls(TlsOptions tls) {
        options.tls(tls);
        return this;
    }

    /**
     * Sets how many connections there may be at once.
     *
     * @param most 1 or more; 10 by default
     * @return this
     */
    public MailerBuilder connections(int most) {
        pool = pool.withMaxConnections(most).withMaxIdle(most);
        return this;
    }

    /**
     * Sets how many connections there may be, how long they are kept, and how long a message waits for one.
     *
     * @param limits the limits; by default those of {@link PoolLimits#DEFAULT}, but that a message waits as long as need be
     * @return this
     */
    public MailerBuilder pool(PoolLimits limits) {
        pool = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets how much the mailer holds at once: messages that wait for a connection, and those under way.
     *
     * @param messages how many, 1 or more; by default 100 for each connection
     * @param bytes how many octets of them in all, 1 or more; 64 MiB by default. What is read from files and streams while it is sent doesn't
     *     count, nor what all messages of a template share; a message that is larger alone is sent when nothing else is held
     * @return this
     * @throws IllegalArgumentException if one is less than 1
     */
    public MailerBuilder queueLimit(int messages, long bytes) {
        if (messages < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a mailer holds at least 1 message and 1 octet, not " + messages + " and " + bytes);
        }
        queuedMessages = messages;
        queuedOctets = bytes;
        return this;
    }

    /**
     * Sets what becomes of a message for which there is no room.
     *
     * @param whenFull {@link WhenFull#BLOCK} by default
     * @return this
     */
    public MailerBuilder whenFull(WhenFull whenFull) {
        this.whenFull = Objects.requireNonNull(whenFull, "whenFull");
        return this;
    }

    /**
     * Limits how many messages go in how much time. What comes faster waits, and counts as {@linkplain #queueLimit held}.
     *
     * @param limit the rate of all messages of the mailer; none by default
     * @return this
     */
    public MailerBuilder rateLimit(RateLimit limit) {
        rates = rates.withAll(Objects.requireNonNull(limit, "limit"));
        return this;
    }

    /**
     * Limits how many messages go by one connection in how much time.
     *
     * @param limit the rate of each connection; none by default
     * @return this
     */
    public MailerBuilder rateLimitPerConnection(RateLimit limit) {
        rates = rates.withPerConnection(Objects.requireNonNull(limit, "limit"));
        return this;
    }

    /**
     * Limits how many messages go to one domain in how much time. Messages to others don't wait behind them; one to several domains
     * counts for each, and waits for all.
     *
     * @param limit the rate of each domain of recipients that has {@linkplain #rateLimitForDomain none of its own}; none by default
     * @return this
     */
    public MailerBuilder rateLimitPerDomain(RateLimit limit) {
        rates = rates.withPerDomain(Objects.requireNonNull(limit, "limit"));
        return this;
    }

    /**
     * Limits how many messages go to a certain domain in how much time.
     *
     * @param domain what stands behind the at sign of its addresses
     * @param limit the rate of that domain
     * @return this
     * @throws org.postrider.mime.FormatException if that is no domain
     */
    public MailerBuilder rateLimitForDomain(String domain, RateLimit limit) {
        rates = rates.withDomain(domain, Objects.requireNonNull(limit, "limit"));
        return this;
    }

    /** Has the rates kept by another clock. */
    MailerBuilder time(MailerTime clock) {
        time = clock;
        return this;
    }

    /**
     * Sets how long {@link Mailer#close()} waits for messages that were begun.
     *
     * @param limit zero to cancel them at once; 30 s by default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public MailerBuilder closeLimit(Duration limit) {
        if (Objects.requireNonNull(limit, "limit").isNegative()) {
            throw new IllegalArgumentException("the limit of a close is zero or more, not " + limit);
        }
        this.closeLimit = limit;
        return this;
    }

    /**
     * Makes the mailer. Nothing is connected before its first message.
     *
     * @return a mailer, to be closed
     * @throws IllegalStateException if the URL has a user and nobody gave the password
     */
    public Mailer build() {
        if (passwordMissing) {
            throw new IllegalStateException("The URL has a user and no password: call password before build");
        }
        return new Mailer(this, options());
    }

    SmtpOptions options() {
        SmtpOptions said = options.build();
        return said.toBuilder().host(ServerName.ascii(said.host())).build();
    }

    int queuedMessages() {
        return queuedMessages > 0
                ? queuedMessages
                : (int) Math.min(Integer.MAX_VALUE, (long) pool.maxConnections() * MESSAGES_PER_CONNECTION);
    }
}
