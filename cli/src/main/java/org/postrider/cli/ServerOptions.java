package org.postrider.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that make the connection to a server: how protected, as whom. Filled by picocli, used once. */
final class ServerOptions {
    private static final int IMPLICIT_TLS_PORT = 465;
    private static final int SUBMISSION_PORT = 587;

    @Option(
            names = "--tls",
            paramLabel = "MODE",
            converter = TlsName.class,
            description =
                    "none, starttls (no mail without it), starttls-if-offered, or implicit. By default starttls, and implicit"
                            + " on port 465.")
    private @Nullable TlsMode tls;

    @Option(
            names = "--ca",
            paramLabel = "FILE|FOLDER",
            description =
                    "Trust the certificates in this PEM file, or in the files of this folder, instead of the platform's.")
    private @Nullable Path ca;

    @Option(names = "--user", paramLabel = "USER", description = "Log in as this user.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "The password is this file's first line. Else it is taken from POSTRIDER_PASSWORD, else asked for.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--dangerously-allow-plaintext-auth",
            description = "Log in without TLS too: whoever listens can read the password.")
    private boolean plaintextAuthAllowed;

    @Option(
            names = "--client-domain",
            paramLabel = "NAME",
            description = "The name to introduce this machine by (EHLO); by default its own.")
    private @Nullable String clientDomain;

    @Option(
            names = "--srv",
            description =
                    "The host is a mail domain: ask DNS which servers take its mail, and on which port (SRV records).")
    private boolean serversFromDns;

    @Option(
            names = "--srv-trust",
            paramLabel = "DOMAIN",
            split = ",",
            description = "With --srv, take servers in these domains too, and not in the mail domain alone.")
    private String[] trustedDomains = {};

    SmtpOptions toOptions(Target target, Terminal terminal, SmtpListener listener) {
        if (target.host().contains("://")) {
            return ofUrl(target, terminal).listener(listener).build();
        }
        TlsMode mode = mode(target.port());
        SmtpOptions.Builder options = UsageException.taking(target.option(), () -> SmtpOptions.builder(target.host()))
                .tls(trusting(TlsOptions.of(mode)))
                .credential(credential(terminal))
                .dangerouslyAllowPlaintextAuthentication(plaintextAuthAllowed)
                .listener(listener);
        Integer port = target.port();
        UsageException.checking("--port", () -> options.port(port == null ? usualPort(mode) : port));
        UsageException.checking("--client-domain", () -> options.clientDomain(clientDomain));
        UsageException.checking("--srv-trust", () -> options.route(route(port)));
        return options.build();
    }

    private RouteOptions route(@Nullable Integer port) {
        RouteOptions route = RouteOptions.DIRECT.withTrustedServerDomains(trustedDomains);
        if (!serversFromDns && trustedDomains.length > 0) {
            throw new IllegalArgumentException("it is for --srv; add that, or leave it out");
        }
        if (serversFromDns && port != null) {
            throw new UsageException("--srv: the port is what DNS says; leave it out");
        }
        return serversFromDns ? route.withServersFromDns() : route;
    }

    /** A URL says all but the password and whom to trust. */
    private SmtpOptions.Builder ofUrl(Target target, Terminal terminal) {
        boolean twice = target.port() != null || tls != null || user != null || clientDomain != null;
        if (twice || plaintextAuthAllowed || serversFromDns || trustedDomains.length > 0) {
            throw new UsageException(target.option()
                    + ": a URL says port, TLS, user, client domain and servers itself; leave their options out");
        }
        boolean[] asked = {false};
        SmtpOptions options = UsageException.taking(
                target.option(),
                () -> SmtpOptions.of(target.host(), name -> {
                    asked[0] = true;
                    return new PasswordSource(terminal).find(name, passwordFile);
                }));
        if (passwordFile != null && !asked[0]) {
            throw new UsageException(
                    "--password-file: the URL has no user who lacks a password; write smtps://USER@HOST, or leave the file out");
        }
        return options.toBuilder().tls(trusting(options.tls()));
    }

    /** Port 465 is that of implicit TLS (RFC 8314, section 3.3). */
    private TlsMode mode(@Nullable Integer port) {
        if (tls != null) {
            return tls;
        }
        return port != null && port == IMPLICIT_TLS_PORT ? TlsMode.IMPLICIT : TlsMode.STARTTLS;
    }

    private int usualPort(TlsMode mode) {
        if (mode == TlsMode.IMPLICIT) {
            return IMPLICIT_TLS_PORT;
        }
        return mode != TlsMode.NONE && user != null ? SUBMISSION_PORT : SmtpOptions.DEFAULT_PORT;
    }

    private TlsOptions trusting(TlsOptions plain) {
        Path file = ca;
        return file == null ? plain : UsageException.taking("--ca", () -> plain.withTrustedCertificates(file));
    }

    private @Nullable PasswordCredential credential(Terminal terminal) {
        String name = user;
        if (name == null && passwordFile != null) {
            throw new UsageException("--password-file: whose password is it? Add --user");
        }
        if (name == null) {
            return null;
        }
        String password = new PasswordSource(terminal).find(name, passwordFile);
        return UsageException.taking("--user", () -> new PasswordCredential(name, password));
    }

    /** Reads the mode's name as the option has it. */
    static final class TlsName implements ITypeConverter<TlsMode> {
        @Override
        public TlsMode convert(String name) {
            for (TlsMode mode : TlsMode.values()) {
                if (mode.name().replace('_', '-').toLowerCase(Locale.ROOT).equals(name)) {
                    return mode;
                }
            }
            throw new TypeConversionException(
                    "'" + name + "' is none of: none, starttls, starttls-if-offered, implicit");
        }
    }
}
