package org.postrider.smtp.internal.session;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsMode;

/** The first part of a conversation: from the greeting, by EHLO, STARTTLS and AUTH, to the point where messages can be sent. */
final class Opening {
    private final SmtpOptions options;
    private final Session session;
    private Capabilities capabilities = Capabilities.NONE;
    private @Nullable Authentication authentication;
    private String clientDomain = "";
    private boolean secured;

    Opening(SmtpOptions options, Session session) {
        this.options = options;
        this.session = session;
    }

    void start(String domain, boolean alreadySecured) {
        clientDomain = domain;
        secured = alreadySecured;
    }

    boolean isSecured() {
        return secured;
    }

    /** Begins anew under TLS: what was offered in clear may have been forged and is forgotten (RFC 3207, section 4.2). */
    Action secured() {
        secured = true;
        capabilities = Capabilities.NONE;
        return session.say(SessionState.HELLO, Step.EHLO);
    }

    Capabilities capabilities() {
        return capabilities;
    }

    @Nullable
    String mechanism() {
        return authentication == null ? null : authentication.mechanismName();
    }

    /** Puts a command that has no arguments of a message on the line, and gives the form of it that may be shown. */
    String compose(Step step, CommandLine line) {
        if (step == Step.AUTH && authentication != null) {
            return authentication.compose(line);
        }
        String text = step == Step.EHLO || step == Step.HELO ? step + " " + clientDomain : step.toString();
        line.ascii(text);
        return text;
    }

    Action replied(Step step, SmtpReply reply) {
        return switch (step) {
            case GREETING ->
                step.accepts(reply.code()) ? session.say(SessionState.HELLO, Step.EHLO) : session.refused(step, reply);
            case EHLO -> onEhlo(reply);
            case HELO -> step.accepts(reply.code()) ? afterHello() : session.refused(step, reply);
            case STARTTLS -> onStartTls(reply);
            case AUTH -> onAuth(reply);
            default -> session.unexpected(step, reply);
        };
    }

    private Action onEhlo(SmtpReply reply) {
        if (Step.EHLO.accepts(reply.code())) {
            capabilities = Capabilities.of(reply);
            return afterHello();
        }
        boolean unknown = reply.code() == 500 || reply.code() == 502;
        return unknown && !secured ? session.say(SessionState.HELLO, Step.HELO) : session.refused(Step.EHLO, reply);
    }

    private Action afterHello() {
        boolean wanted = !secured && options.tls().mode() != TlsMode.NONE;
        if (wanted && capabilities.offers("STARTTLS")) {
            return session.say(SessionState.STARTTLS, Step.STARTTLS);
        }
        if (wanted && options.tls().mode().isRequired()) {
            return session.stop(
                    FailureKind.TLS,
                    "the server " + options.server() + " doesn't offer STARTTLS, and TLS is required",
                    null);
        }
        return authenticate();
    }

    private Action onStartTls(SmtpReply reply) {
        if (Step.STARTTLS.accepts(reply.code())) {
            return session.handshake();
        }
        if (reply.code() < 400) {
            return session.unexpected(Step.STARTTLS, reply);
        }
        return options.tls().mode().isRequired()
                ? session.refused(FailureKind.TLS, Step.STARTTLS, reply)
                : authenticate();
    }

    private Action authenticate() {
        if (options.credential() == null) {
            return session.ready();
        }
        if (!secured && !options.isPlaintextAuthenticationAllowed()) {
            return session.stop(
                    FailureKind.AUTHENTICATION,
                    "the connection isn't under TLS, so the credentials weren't sent; use TLS, or allow it with"
                            + " dangerouslyAllowPlaintextAuthentication",
                    null);
        }
        authentication = new Authentication(capabilities, options.credential());
        return nextMechanism();
    }

    private Action nextMechanism() {
        if (authentication == null || !authentication.next()) {
            return session.stop(
                    FailureKind.AUTHENTICATION,
                    "the server offers no mechanism that we can log in with; it offers " + capabilities.mechanisms()
                            + ", we know [PLAIN, LOGIN]",
                    null);
        }
        return session.say(SessionState.AUTH, Step.AUTH);
    }

    private Action onAuth(SmtpReply reply) {
        if (Step.AUTH.accepts(reply.code())) {
            return session.ready();
        }
        if (reply.code() == 334 && authentication != null) {
            return authentication.challenged(reply)
                    ? session.say(SessionState.AUTH, Step.AUTH)
                    : session.stop(
                            FailureKind.PROTOCOL,
                            "the server's challenge isn't one that " + mechanism() + " knows",
                            null);
        }
        boolean notThisOne = reply.code() == 504 || reply.code() == 534;
        return notThisOne && authentication != null && authentication.hasMore()
                ? nextMechanism()
                : session.refused(FailureKind.AUTHENTICATION, Step.AUTH, reply);
    }
}
