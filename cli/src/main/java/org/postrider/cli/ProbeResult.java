package org.postrider.cli;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsFacts;

/**
 * What was learned of a server.
 *
 * @param options what the connection was made with, to the server that was reached
 * @param findings what the server showed
 * @param inspection a second look at what was refused, or null if none was needed
 * @param mechanism how the login went through, or null without one
 * @param failure why no message could be sent, or null if one could
 * @param total how long the first look took in all
 * @param when when it ended
 */
record ProbeResult(
        SmtpOptions options,
        Findings findings,
        @Nullable Inspection inspection,
        @Nullable String mechanism,
        @Nullable DeliveryException failure,
        Duration total,
        Instant when) {
    /** They want something other than a password, so a password's way never leads by them. */
    private static final List<String> WITHOUT_PASSWORD =
            List.of("EXTERNAL", "GSSAPI", "GSS-SPNEGO", "OAUTHBEARER", "XOAUTH2");

    /** Connects as a send would, and once more if the server's certificate was refused. */
    static ProbeResult of(SmtpOptions options, Findings findings, Duration limit) {
        long begun = System.nanoTime();
        findings.begin();
        ConnectionFacts facts;
        DeliveryException failure = null;
        try (SmtpSender sender = new SmtpSender(options)) {
            facts = sender.verify(limit);
        } catch (DeliveryException e) {
            failure = e;
            facts = e.result().connection();
        }
        SmtpOptions server = towards(facts, options);
        Duration total = Duration.ofNanos(System.nanoTime() - begun);
        Duration rest = limit.minus(total);
        // Without a cause it is the server that wouldn't have TLS, and there is nothing more to see.
        boolean refused = failure != null && failure.kind() == FailureKind.TLS && failure.getCause() != null;
        Inspection inspection = refused && !rest.isNegative() ? Inspection.of(server, rest) : null;
        return new ProbeResult(server, findings, inspection, facts.mechanism(), failure, total, Instant.now());
    }

    /** Of several servers of a service, it is the one that was reached last that everything is about. */
    private static SmtpOptions towards(ConnectionFacts facts, SmtpOptions options) {
        if (options.route().servers().isEmpty() && !options.route().isServersFromDns()) {
            return options;
        }
        Target reached = Target.parse("server", facts.server());
        Integer port = reached.port();
        return options.toBuilder()
                .host(reached.host())
                .port(port == null ? options.port() : port)
                .route(options.route().withServers(List.of()))
                .build();
    }

    /** Tells whether the server proved who it is. */
    boolean isVerified() {
        return inspection == null && findings.tls() != null;
    }

    /** Gives what TLS agreed on, with this server or with whoever answers in its place; null if nothing. */
    @Nullable
    TlsFacts tls() {
        return inspection == null ? findings.tls() : inspection.findings().tls();
    }

    /** Gives what was offered under TLS, null if that isn't known. */
    @Nullable
    Offer secured() {
        return inspection == null ? findings.secured() : inspection.findings().secured();
    }

    List<Shown> certificates() {
        TlsFacts facts = findings.tls();
        List<X509Certificate> chain =
                inspection != null ? inspection.certificates() : facts == null ? List.of() : facts.peerCertificates();
        return chain.stream().map(Shown::new).toList();
    }

    /** Tells whether the first certificate is for the host that was asked for. */
    boolean isForHost() {
        List<X509Certificate> chain =
                certificates().stream().map(Shown::certificate).toList();
        return new TlsFacts("", "", false, chain).isFor(options.host());
    }

    /** Gives the ways to log in that count: those that are offered at the end. */
    List<String> offeredMechanisms() {
        Offer last = secured() == null ? findings.clear() : secured();
        return last == null ? List.of() : last.mechanisms();
    }

    /** Gives the ways that a password would be tried, the first one in front. */
    List<String> passwordMechanisms() {
        List<String> offered = offeredMechanisms();
        return AuthOptions.knownMechanisms().stream()
                .filter(name -> offered.contains(name) && !WITHOUT_PASSWORD.contains(name))
                .toList();
    }
}
