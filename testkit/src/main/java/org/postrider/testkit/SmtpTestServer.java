package org.postrider.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.postrider.testkit.internal.Inbox;
import org.postrider.testkit.internal.Listener;
import org.postrider.testkit.internal.Settings;
import org.postrider.testkit.internal.Settings.TlsMode;

/**
 * A real SMTP server on loopback for the tests of code that sends mail: it keeps what it gets, and on demand it behaves
 * as badly as servers do.
 *
 * <pre>{@code
 * try (SmtpTestServer server = SmtpTestServer.builder().startTls().user("ann", "secret").start()) {
 *     server.script().on(Step.RCPT, Reply.of(450, "4.2.1 try again later")).times(1);
 *     send("localhost", server.getPort());
 *     ReceivedMessage message = server.awaitMessage(Duration.ofSeconds(10));
 *     assertEquals("Hello", message.getSubject());
 * }
 * }</pre>
 *
 * <p>Started when made; {@link #close()} ends all connections and threads. Thread safe: any number of clients may be
 * connected, and any thread may ask. The trap: it is strict on purpose, so look at {@link Session#getViolations()} too.
 */
public final class SmtpTestServer implements AutoCloseable {
    private final Script script = new Script();
    private final Inbox inbox = new Inbox();
    private final Listener listener;

    private SmtpTestServer(Settings settings) {
        this.listener = new Listener(settings, script.prompter(), inbox);
    }

    /**
     * Starts a server without TLS and AUTH that offers all extensions but CHUNKING, which {@link Builder#with} adds.
     *
     * @return a running server
     */
    public static SmtpTestServer start() {
        return builder().start();
    }

    /**
     * Begins a server of your own making.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the host to connect to, {@code localhost}, which is also a name in the server's certificate} */
    public String getHost() {
        return "localhost";
    }

    /** {@return the port to connect to, one that was free at the start} */
    public int getPort() {
        return listener.address().getPort();
    }

    /** {@return the address to connect to: loopback and the port} */
    public InetSocketAddress getAddress() {
        return listener.address();
    }

    /**
     * Gives the authority that signed the server's certificate (unless the certificate was given).
     *
     * @return the authority of this JVM
     */
    public CertificateAuthority getCertificateAuthority() {
        return CertificateAuthority.shared();
    }

    /** {@return the script of this server, to be changed at any time} */
    public Script script() {
        return script;
    }

    /**
     * Gives the messages accepted so far. A client that has seen the {@code 250} finds its message here.
     *
     * @return a snapshot, in order of arrival
     */
    public List<ReceivedMessage> getMessages() {
        return inbox.messages();
    }

    /**
     * Waits for a message.
     *
     * @param atMost how long to wait
     * @return the first message
     * @throws AssertionError if none came in time; its text has the dialogues
     */
    public ReceivedMessage awaitMessage(Duration atMost) {
        return awaitMessages(1, atMost).get(0);
    }

    /**
     * Waits for messages.
     *
     * @param count how many
     * @param atMost how long to wait
     * @return all messages so far, at least as many as asked for
     * @throws AssertionError if fewer came in time; its text has the dialogues
     */
    public List<ReceivedMessage> awaitMessages(int count, Duration atMost) {
        return inbox.awaitMessages(count, Objects.requireNonNull(atMost, "atMost"));
    }

    /** {@return a snapshot of the connections, open and ended, in order of acceptance} */
    public List<Session> getSessions() {
        return inbox.sessions();
    }

    /** {@return how many connections are open now} */
    public int getOpenConnections() {
        return inbox.openConnections();
    }

    /**
     * Waits until no connection is open.
     *
     * @param atMost how long to wait
     * @throws AssertionError if one is still open then; its text has the dialogues
     */
    public void awaitNoConnections(Duration atMost) {
        inbox.awaitNoConnections(Objects.requireNonNull(atMost, "atMost"));
    }

    /** Forgets messages, sessions and the script, and keeps connections open: a fresh start for the next test. */
    public void clear() {
        script.clear();
        inbox.clear();
    }

    /** Ends all connections and threads, and returns when they are gone. Does nothing the second time. */
    @Override
    public void close() {
        listener.close();
    }

    /**
     * Sets up a {@link SmtpTestServer}.
     *
     * <p>Not thread safe. May start any number of servers, each as the builder is at that moment.
     */
    public static final class Builder extends DialectBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Offers {@code STARTTLS} (RFC 3207).
         *
         * @return this builder
         */
        public Builder startTls() {
            draft.tlsMode = TlsMode.STARTTLS;
            return this;
        }

        /**
         * Begins each connection with TLS (RFC 8314, section 3.3).
         *
         * @return this builder
         */
        public Builder implicitTls() {
            draft.tlsMode = TlsMode.IMPLICIT;
            return this;
        }

        /**
         * Refuses mail and logins in clear with {@code 530}; offers {@code STARTTLS} unless TLS is implicit.
         *
         * @return this builder
         */
        public Builder requireTls() {
            draft.isTlsRequired = true;
            draft.tlsMode = draft.tlsMode == TlsMode.NONE ? TlsMode.STARTTLS : draft.tlsMode;
            return this;
        }

        /**
         * Adds a user who may log in, and offers {@code AUTH PLAIN LOGIN} (RFC 4954). For XOAUTH2 and OAUTHBEARER the password
         * is the token.
         *
         * @param name the user's name
         * @param password the user's password
         * @return this builder
         */
        public Builder user(String name, String password) {
            draft.users.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(password, "password"));
            return this;
        }

        /**
         * Sets the mechanisms that {@code AUTH} offers. PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5, SCRAM-SHA-1, -256 and -512 with and
         * without -PLUS, XOAUTH2, OAUTHBEARER, and EXTERNAL (for the common name of the client's certificate) work; others get
         * {@code 504} unless a script says otherwise.
         *
         * @param mechanisms the names, in order
         * @return this builder
         * @throws IllegalArgumentException if one has a line break
         */
        public Builder authMechanisms(String... mechanisms) {
            draft.mechanisms =
                    Stream.of(mechanisms).map(DialectBuilder::oneLine).toList();
            return this;
        }

        /**
         * Refuses mail without a login with {@code 530}.
         *
         * @return this builder
         */
        public Builder requireAuth() {
            draft.isAuthRequired = true;
            return this;
        }

        /**
         * Sets whether {@code AUTH} is offered and accepted under TLS only.
         *
         * @param isOnlyOverTls {@code false} by default
         * @return this builder
         */
        public Builder authOnlyOverTls(boolean isOnlyOverTls) {
            draft.isAuthOnlyOverTls = isOnlyOverTls;
            return this;
        }

        /**
         * Adds a name to the certificate, besides {@code localhost}, {@code 127.0.0.1} and {@code ::1}. The first one is also
         * the server's name in its greeting.
         *
         * @param hostName a DNS name
         * @return this builder
         * @throws IllegalArgumentException if it has a line break
         */
        public Builder hostName(String hostName) {
            draft.hostNames.add(oneLine(Objects.requireNonNull(hostName, "hostName")));
            return this;
        }

        /**
         * Sets the server's certificate: an expired one, one for another name, one signed by itself.
         *
         * @param certificate by default one that is right
         * @return this builder
         */
        public Builder certificate(HeldCertificate certificate) {
            draft.certificate = Objects.requireNonNull(certificate, "certificate");
            return this;
        }

        /**
         * Demands a certificate from the client, signed by the {@linkplain CertificateAuthority#shared() shared authority}; and so TLS,
         * as {@link #requireTls} does.
         *
         * @return this builder
         */
        public Builder requireClientCertificate() {
            draft.isClientCertificateRequired = true;
            return requireTls();
        }

        /**
         * Sets the versions of TLS.
         *
         * @param protocols names such as {@code TLSv1.2}; by default those that the Java runtime enables
         * @return this builder
         */
        public Builder protocols(String... protocols) {
            draft.protocols = List.of(protocols);
            return this;
        }

        /**
         * Sets the largest message (RFC 1870); a larger one gets {@code 552}.
         *
         * @param bytes the limit in bytes, 1 GiB by default
         * @return this builder
         */
        public Builder maxSize(long bytes) {
            draft.maxSize = notNegative(bytes);
            return this;
        }

        /**
         * Sets the most recipients of a message; more get {@code 452}.
         *
         * @param count the limit, 1000 by default
         * @return this builder
         */
        public Builder maxRecipients(int count) {
            draft.maxRecipients = Math.toIntExact(notNegative(count));
            return this;
        }

        /**
         * Sets how replies are cut into packets.
         *
         * @param delivery {@link ReplyDelivery#WHOLE} by default
         * @return this builder
         */
        public Builder delivery(ReplyDelivery delivery) {
            draft.delivery = Objects.requireNonNull(delivery, "delivery");
            return this;
        }

        /**
         * Sets the receive buffer of connections ({@code SO_RCVBUF}), so that a client's writes stall early.
         *
         * @param bytes the size in bytes; 0, the default, leaves it to the system
         * @return this builder
         */
        public Builder receiveBufferSize(int bytes) {
            draft.receiveBufferSize = Math.toIntExact(notNegative(bytes));
            return this;
        }

        /**
         * Sets how queue ids begin.
         *
         * @param prefix empty by default
         * @return this builder
         * @throws IllegalArgumentException if it has a line break
         */
        public Builder queueIdPrefix(String prefix) {
            draft.queueIdPrefix = oneLine(Objects.requireNonNull(prefix, "prefix"));
            return this;
        }

        /**
         * Counts and hashes the contents of messages and keeps nothing of them, for large ones and many.
         *
         * @return this builder
         */
        public Builder discardBodies() {
            draft.isDiscardingBodies = true;
            return this;
        }

        private static long notNegative(long number) {
            if (number < 0) {
                throw new IllegalArgumentException("A limit can't be negative: " + number);
            }
            return number;
        }

        /**
         * Starts the server on a free port of loopback.
         *
         * @return a running server
         * @throws java.io.UncheckedIOException if there is no port to listen on
         */
        public SmtpTestServer start() {
            return new SmtpTestServer(draft.finish());
        }
    }
}
