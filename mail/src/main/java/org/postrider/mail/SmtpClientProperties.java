package org.postrider.mail;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/**
 * The properties of an {@link SmtpClient}: where its mail goes, as whom, how protected, and how long it may take.
 *
 * <p>At first each is as {@linkplain SmtpClient#SmtpClient() configured}, or has the default that its getter names.
 *
 * <p>Thread safe. A property can't change while a send runs, and a connection that was made under other values is never used again.
 * One trap: what can't be right only in the whole, such as a missing host, is told by the next send.
 */
public abstract sealed class SmtpClientProperties permits SmtpClient {
    final ClientState state = new ClientState();
    private final List<ClientCertificate> clientCertificates = new ClientCertificates(state);

    SmtpClientProperties() {}

    /**
     * Gives the server's name or address.
     *
     * @return the host, or null if none was configured or set
     */
    public @Nullable String getHost() {
        return state.<@Nullable String>read(s -> s.host);
    }

    /**
     * Sets the server's name or address.
     *
     * @param host not empty; blanks around it are taken off
     * @throws IllegalArgumentException if it is empty, a URL, or has a character that no host has; it isn't shown
     * @throws IllegalStateException while a send runs
     */
    public void setHost(String host) {
        if (Objects.requireNonNull(host, "host").isEmpty()) {
            throw new IllegalArgumentException("The host is empty; give the mail server's name or address");
        }
        String name = ServerName.checked(host);
        state.change(s -> s.host = name);
    }

    /** {@return the port, 25 unless set} */
    public int getPort() {
        return state.read(s -> s.port);
    }

    /**
     * Sets the port. Port 465 with {@link #setEnableSsl} means TLS from the first byte (RFC 8314), any other STARTTLS.
     *
     * @param port 1 or more; above 65,535 is refused by the next send, as in .NET
     * @throws IllegalArgumentException if it is 0 or negative
     * @throws IllegalStateException while a send runs
     */
    public void setPort(int port) {
        if (port <= 0) {
            throw new IllegalArgumentException("A port lies between 1 and 65535, this is " + port);
        }
        state.change(s -> s.port = port);
    }

    /**
     * Gives how long {@link SmtpClient#send} may take.
     *
     * @return milliseconds, 100,000 unless set
     */
    public int getTimeout() {
        return state.read(s -> s.timeout);
    }

    /**
     * Sets how long {@link SmtpClient#send} may take in all, name lookup included. It has no effect on the asynchronous sends.
     *
     * @param timeout milliseconds; 0 ends a send at once, as in .NET
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException while a send runs
     */
    public void setTimeout(int timeout) {
        if (timeout < 0) {
            throw new IllegalArgumentException("A timeout is 0 or more milliseconds, this is " + timeout);
        }
        state.change(s -> s.timeout = timeout);
    }

    /** {@return whether the connection has to be under TLS; false unless set} */
    public boolean isEnableSsl() {
        return state.read(s -> s.enableSsl);
    }

    /**
     * Sets whether the connection has to be under TLS: a server that doesn't offer it is an error.
     *
     * @param enableSsl true for STARTTLS, or TLS from the first byte on port 465; false never uses TLS
     * @throws IllegalStateException while a send runs
     */
    public void setEnableSsl(boolean enableSsl) {
        state.change(s -> s.enableSsl = enableSsl);
    }

    /** {@return the credentials to log in with: those of the process if they are used, else those that were set, or null} */
    public @Nullable CredentialsByHost getCredentials() {
        return state.<@Nullable CredentialsByHost>read(ClientSettings::effectiveCredentials);
    }

    /**
     * Sets the credentials to log in with. They never travel without TLS, unless
     * {@link #dangerouslyAllowPlaintextAuthentication} was called.
     *
     * @param credentials such as a {@link NetworkCredential}, or null to send without authentication
     * @throws IllegalStateException while a send runs
     */
    public void setCredentials(@Nullable CredentialsByHost credentials) {
        state.change(s -> s.credentials = credentials);
    }

    /** {@return whether the login of the process is used; false unless set} */
    public boolean isUseDefaultCredentials() {
        return state.read(s -> s.useDefaultCredentials);
    }

    /**
     * Sets whether to log in as whoever the process runs as, by Kerberos (GSSAPI or GSS-SPNEGO). It wins over
     * {@link #setCredentials credentials}, which are kept and count again when it is unset.
     *
     * @param useDefaultCredentials true for the process's Kerberos tickets, see {@link CredentialCache#getDefaultNetworkCredentials}
     * @throws IllegalStateException while a send runs
     */
    public void setUseDefaultCredentials(boolean useDefaultCredentials) {
        state.change(s -> s.useDefaultCredentials = useDefaultCredentials);
    }

    /** {@return the service principal for Kerberos; {@code SMTPSVC/} and the host unless set, null without a host} */
    public @Nullable String getTargetName() {
        return state.<@Nullable String>read(ClientSettings::effectiveTargetName);
    }

    /**
     * Sets the service principal that Kerberos gives a ticket for.
     *
     * @param targetName service and host, such as {@code smtp/mail.example.com} with most servers that aren't Windows; null for the
     *     default, {@code SMTPSVC/} and the host
     * @throws IllegalArgumentException unless it has the form {@code service/host}
     * @throws IllegalStateException while a send runs
     */
    public void setTargetName(@Nullable String targetName) {
        state.change(s -> {
            AuthOptions.NONE.withTargetName(targetName); // Refuses what isn't one.
            s.targetName = targetName;
        });
    }

    /**
     * Lets the credentials travel in clear when {@link #isEnableSsl()} is false: whoever listens can read them.
     *
     * @param allowed whether to allow it; not allowed unless set
     * @throws IllegalStateException while a send runs
     */
    public void dangerouslyAllowPlaintextAuthentication(boolean allowed) {
        state.change(s -> s.plaintextAuthentication = allowed);
    }

    /**
     * Gives the certificates that are shown to a server that asks for one: the first whose key type and issuer it takes.
     *
     * <p>TLS sessions are taken up again only with the same certificates, and anonymously with none; after a change, the next send
     * makes a new connection.
     *
     * @return a list that can be changed, empty at first; changing it throws {@link IllegalStateException} while a send runs
     */
    public List<ClientCertificate> getClientCertificates() {
        return clientCertificates;
    }

    /**
     * Sets whom TLS trusts and what it checks: CAs of your own, pinned keys, revocation.
     *
     * @param tls the options. Whether and when TLS starts stays with {@link #setEnableSsl} and the port, whatever their mode; the
     *     certificates of {@link #getClientCertificates()}, if there are any, take the place of theirs
     * @throws IllegalStateException while a send runs
     */
    public void setTlsOptions(TlsOptions tls) {
        Objects.requireNonNull(tls, "tls");
        state.change(s -> s.tls = tls);
    }

    /**
     * Sets what TLS is made with, instead of all {@linkplain #setTlsOptions options}: trust in a CA of your own, another provider.
     *
     * @param sslContext a context, or null for the platform's trust. It brings its own client certificates, if there are to be any;
     *     the host name is checked in any case
     * @throws IllegalStateException while a send runs
     */
    public void setSslContext(@Nullable SSLContext sslContext) {
        TlsOptions platform = TlsOptions.of(TlsMode.STARTTLS);
        setTlsOptions(sslContext == null ? platform : platform.withContext(sslContext));
    }

    /**
     * Tells whether a message goes to the accepted recipients when others are refused.
     *
     * @return true unless set, as in .NET
     */
    public boolean isPartialDelivery() {
        return state.read(s -> s.partialDelivery);
    }

    /**
     * Sets whether a message goes to the accepted recipients when others are refused.
     *
     * @param partialDelivery false to send to all recipients or to none
     * @throws IllegalStateException while a send runs
     */
    public void setPartialDelivery(boolean partialDelivery) {
        state.change(s -> s.partialDelivery = partialDelivery);
    }

    /**
     * Tells whether exceptions carry what was said.
     *
     * @return false unless set
     */
    public boolean isTranscriptKept() {
        return state.read(s -> s.transcriptKept);
    }

    /**
     * Sets whether exceptions carry what was said, in {@link SmtpException#getTranscript()}. Secrets and the message itself are left
     * out; addresses are not.
     *
     * @param transcriptKept true to keep the last 200 lines of each send
     * @throws IllegalStateException while a send runs
     */
    public void setTranscriptKept(boolean transcriptKept) {
        state.change(s -> s.transcriptKept = transcriptKept);
    }

    /**
     * Sets where {@code SendCompleted} handlers and futures run; by default on threads of the library made for it.
     *
     * @param executor an executor, for example that of a user interface
     * @throws IllegalStateException while a send runs
     */
    public void setCompletionExecutor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        state.change(s -> s.completionExecutor = executor);
    }

    /** {@return how messages are handed over; {@link SmtpDeliveryMethod#NETWORK} unless set} */
    public SmtpDeliveryMethod getDeliveryMethod() {
        return state.read(s -> s.deliveryMethod);
    }

    /**
     * Sets how messages are handed over.
     *
     * @param deliveryMethod to a server, or into a directory; without the network neither host nor port is needed, and TLS is an error
     * @throws IllegalStateException while a send runs
     */
    public void setDeliveryMethod(SmtpDeliveryMethod deliveryMethod) {
        Objects.requireNonNull(deliveryMethod, "deliveryMethod");
        state.change(s -> s.deliveryMethod = deliveryMethod);
    }

    /** {@return whether addresses may go beyond ASCII before their @; {@link SmtpDeliveryFormat#SEVEN_BIT}, no, unless set} */
    public SmtpDeliveryFormat getDeliveryFormat() {
        return state.read(s -> s.deliveryFormat);
    }

    /**
     * Sets whether addresses may go beyond ASCII before their @.
     *
     * @param deliveryFormat {@link SmtpDeliveryFormat#INTERNATIONAL} if they may
     * @throws IllegalStateException while a send runs
     */
    public void setDeliveryFormat(SmtpDeliveryFormat deliveryFormat) {
        Objects.requireNonNull(deliveryFormat, "deliveryFormat");
        state.change(s -> s.deliveryFormat = deliveryFormat);
    }

    /** {@return the directory for messages that a mail server picks up, or null if none was set} */
    public @Nullable String getPickupDirectoryLocation() {
        return state.<@Nullable String>read(s -> s.pickupDirectoryLocation);
    }

    /**
     * Sets the directory into which messages are put for a mail server to pick them up, as files named {@code <uuid>.eml}. It is looked
     * at by each send, which fails if the path is missing, relative or not writable.
     *
     * @param pickupDirectoryLocation an absolute path of a directory that exists, or null for none
     * @throws IllegalStateException while a send runs
     */
    public void setPickupDirectoryLocation(@Nullable String pickupDirectoryLocation) {
        state.change(s -> s.pickupDirectoryLocation = pickupDirectoryLocation);
    }

    /** {@return the name that was set to introduce the client with, or null for the host's own} */
    public @Nullable String getClientDomain() {
        return state.<@Nullable String>read(s -> s.clientDomain);
    }

    /**
     * Sets the name by which the client introduces itself in EHLO (RFC 5321, 4.1.1.1); in .NET only a configuration file can.
     *
     * @param clientDomain a domain name or an address literal such as {@code [192.0.2.1]}; null for the host's own name, or its
     *     address literal if it has none
     * @throws IllegalArgumentException if it is neither
     * @throws IllegalStateException while a send runs
     */
    public void setClientDomain(@Nullable String clientDomain) {
        if (clientDomain != null) {
            SmtpOptions.builder("localhost").clientDomain(clientDomain);
        }
        state.change(s -> s.clientDomain = clientDomain);
    }

    /**
     * Gives a live view of the client's connections to its server.
     *
     * @return the view; another one after a change of host or port
     * @throws IllegalStateException if the host is missing or the port is above 65,535
     */
    public ServicePoint getServicePoint() {
        return state.read(s -> new ServicePoint(state, ServicePoint.addressOf(s.requireServer(), s.port)));
    }
}
