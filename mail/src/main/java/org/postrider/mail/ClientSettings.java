package org.postrider.mail;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.Credential;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** The properties of a client. Guarded by its {@link ClientState}. */
final class ClientSettings {
    static final int DEFAULT_PORT = SmtpOptions.DEFAULT_PORT;

    /** The port of submission with TLS from the first byte (RFC 8314, section 3.3). */
    private static final int IMPLICIT_TLS_PORT = 465;

    /** The service of Windows' mail servers. */
    private static final String SERVICE = "SMTPSVC/";

    /** Threads for the user's code, which may take its time: neither the caller's, who has gone on, nor the engine's. */
    static final Executor COMPLETIONS = orHere(Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(null, task, "postrider-completion", 0, false); // With nothing of whoever came first.
        thread.setContextClassLoader(ClientSettings.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }));

    /** What a URL said, with what has no property of its own; the properties count where there is one. */
    @Nullable
    SmtpOptions way;

    @Nullable
    String host;

    int port = DEFAULT_PORT;
    int timeout = 100_000;
    boolean enableSsl;

    @Nullable
    CredentialsByHost credentials;

    boolean useDefaultCredentials;

    @Nullable
    String targetName;

    boolean plaintextAuthentication;

    TlsOptions tls = TlsOptions.of(TlsMode.STARTTLS);
    List<ClientCertificate> clientCertificates = List.of();
    boolean partialDelivery = true;
    boolean transcriptKept;
    SmtpDeliveryMethod deliveryMethod = SmtpDeliveryMethod.NETWORK;
    SmtpDeliveryFormat deliveryFormat = SmtpDeliveryFormat.SEVEN_BIT;

    @Nullable
    String pickupDirectoryLocation;

    @Nullable
    String clientDomain;

    Executor completionExecutor = COMPLETIONS;

    /** Where no thread is to be had, the one at hand has to do: an end that is told there is better than one that never is. */
    static Executor orHere(Executor threads) {
        return task -> {
            try {
                threads.execute(task);
            } catch (RuntimeException | OutOfMemoryError noThread) {
                task.run();
            }
        };
    }

    ClientSettings copy() {
        ClientSettings copy = new ClientSettings();
        copy.way = way;
        copy.host = host;
        copy.port = port;
        copy.timeout = timeout;
        copy.enableSsl = enableSsl;
        copy.credentials = credentials;
        copy.useDefaultCredentials = useDefaultCredentials;
        copy.targetName = targetName;
        copy.plaintextAuthentication = plaintextAuthentication;
        copy.tls = tls;
        copy.clientCertificates = clientCertificates;
        copy.partialDelivery = partialDelivery;
        copy.transcriptKept = transcriptKept;
        copy.deliveryMethod = deliveryMethod;
        copy.deliveryFormat = deliveryFormat;
        copy.pickupDirectoryLocation = pickupDirectoryLocation;
        copy.clientDomain = clientDomain;
        copy.completionExecutor = completionExecutor;
        return copy;
    }

    /** Gives what makes a connection; {@link IllegalStateException} names the property that is missing or wrong. */
    SmtpOptions toOptions() {
        String server = requireServer();
        SmtpOptions.Builder options = way == null ? SmtpOptions.builder(server) : way.toBuilder();
        return options.host(ServerName.ascii(server))
                .port(port)
                .tls(tls())
                .auth(auth(server))
                .dangerouslyAllowPlaintextAuthentication(plaintextAuthentication)
                .partialDelivery(partialDelivery)
                .keepTranscript(transcriptKept)
                .clientDomain(clientDomain)
                .build();
    }

    /** Takes what a URL says. */
    void take(SmtpOptions options) {
        TlsMode mode = options.tls().mode();
        if (mode == TlsMode.STARTTLS_IF_OFFERED) {
            throw new IllegalArgumentException(
                    "an SmtpClient either has TLS or hasn't: leave the option tls=optional out of the URL");
        }
        way = options;
        host = options.host();
        port = options.port();
        enableSsl = mode.isRequired();
        Credential credential = options.auth().credentialFor("PLAIN");
        credentials = credential == null ? credentials : NetworkCredential.of(credential);
        plaintextAuthentication = options.isPlaintextAuthenticationAllowed();
        partialDelivery = options.isPartialDelivery();
        clientDomain = options.clientDomain() == null ? clientDomain : options.clientDomain();
    }

    /** Gives the host, when it and the port are fit to connect to. */
    String requireServer() {
        String server = host;
        if (server == null || server.isEmpty()) {
            throw new IllegalStateException(
                    "The SMTP host was not specified; call setHost before sending, or configure postrider.host");
        }
        if (port > 65535) {
            throw new IllegalStateException(
                    "The port " + port + " is above 65535; call setPort with the server's port");
        }
        return server;
    }

    /** Gives the credentials that count: those of the process win. */
    @Nullable
    CredentialsByHost effectiveCredentials() {
        return useDefaultCredentials ? CredentialCache.getDefaultNetworkCredentials() : credentials;
    }

    /** Tells whether the user's code is asked for the credentials that count. */
    boolean asksForCredentials() {
        CredentialsByHost source = effectiveCredentials();
        return source != null && !(source instanceof NetworkCredential);
    }

    /** Gives the service principal, by default that of Windows' mail servers; null without a host. */
    @Nullable
    String effectiveTargetName() {
        return targetName != null || host == null ? targetName : SERVICE + host;
    }

    /** The same for the login: the host by the name that DNS and TLS know it by. */
    private String principal(String server) {
        return targetName != null ? targetName : SERVICE + ServerName.unrooted(server);
    }

    private AuthOptions auth(String server) {
        CredentialsByHost source = effectiveCredentials();
        AuthOptions found = source == null ? AuthOptions.NONE : new CredentialLookup(source, server, port).find();
        return found.equals(AuthOptions.NONE) ? found : found.withTargetName(principal(server));
    }

    private TlsOptions tls() {
        TlsOptions options = tls.withMode(enableSsl ? secured() : TlsMode.NONE);
        return clientCertificates.isEmpty() ? options : options.withClientCertificates(clientCertificates);
    }

    /** Tells when TLS starts: as a URL said for its port, else by the port. */
    private TlsMode secured() {
        SmtpOptions said = way;
        if (said != null && said.port() == port && said.tls().mode().isRequired()) {
            return said.tls().mode();
        }
        return port == IMPLICIT_TLS_PORT ? TlsMode.IMPLICIT : TlsMode.STARTTLS;
    }
}
