package org.postrider.smtp.internal.session;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.internal.sasl.ChannelBindings;

/** The first part of a conversation: from the greeting, by EHLO, STARTTLS and AUTH, to the point where messages can be sent. */
final class Opening {
    private final Supplier<SmtpOptions> options;
    private final Session session;
    private final ChannelBindings bindings;
    private Capabilities capabilities = Capabilities.NONE;
    private @Nullable Authentication authentication;
    private String clientDomain = "";
    private boolean secured;

    Opening(Supplier<SmtpOptions> options, Session session, ChannelBindings bindings) {
        this.options = options;
        this.session = session;
        this.bindings = bindings;
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

    LoginFacts login() {
        return authentication == null ? LoginFacts.NONE : authentication.facts();
    }

    /** Puts a command that has no arguments of a message on the line, and gives the form of it that may be shown. */
    String compose(Step step, CommandLine line) {
        if (step == Step.AUTH && authentication != null) {
            return authentication.compose(line);
        }
        String text = step == Step.EHLO || step == Step.HELO ? word(step) + " " + clientDomain : word(step);
        line.ascii(text);
        return text;
    }

    /** The command's word: RFC 2033, section 4.1, has another hello, so that nobody takes one protocol for the other. */
    String word(Step step) {
        return step == Step.EHLO && isLmtp() ? "LHLO" : step.toString();
    }

    boolean isLmtp() {
        return options.get().isLmtp();
    }

    Action replied(Step step, SmtpReply reply) {
        return switch (step) {
            case GREETING ->
                step.accepts(reply.code()) ? session.say(SessionState.HELLO, Step.EHLO) : session.refused(step, reply);
            case EHLO -> onEhlo(reply);
            case HELO -> step.accepts(reply.code()) ? afterHello() : session.refused(step, reply);
            case STARTTLS -> onStartTls(reply);
            case AUTH -> authentication == null ? session.unexpected(step, reply) : authentication.replied(reply);
            default -> session.unexpected(step, reply);
        };
    }

    private Action onEhlo(SmtpReply reply) {
        if (Step.EHLO.accepts(reply.code())) {
            capabilities = Capabilities.of(reply).without(options.get().ignoredExtensions());
            return afterHello();
        }
        boolean unknown = reply.code() == 500 || reply.code() == 502;
        return unknown && !secured && !isLmtp()
                ? session.say(SessionState.HELLO, Step.HELO)
                : session.refused(Step.EHLO, reply);
    }

    private Action afterHello() {
        boolean wanted = !secured && options.get().tls().mode() != TlsMode.NONE;
        if (wanted && capabilities.offers(Extension.STARTTLS)) {
            return session.say(SessionState.STARTTLS, Step.STARTTLS);
        }
        if (wanted && options.get().tls().mode().isRequired()) {
            return session.stop(
                    FailureKind.TLS,
                    "the server " + options.get().server() + " doesn't offer STARTTLS, and TLS is required",
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
        return options.get().tls().mode().isRequired()
                ? session.refused(FailureKind.TLS, Step.STARTTLS, reply)
                : authenticate();
    }

    private Action authenticate() {
        if (!options.get().auth().isWanted()) {
            return session.ready();
        }
        if (!secured && !options.get().isPlaintextAuthenticationAllowed()) {
            return session.stop(
                    FailureKind.AUTHENTICATION,
                    "the connection isn't under TLS, so the credentials weren't sent; use TLS, or allow it with"
                            + " dangerouslyAllowPlaintextAuthentication",
                    null);
        }
        Authentication begun;
        try {
            begun = new Authentication(options.get(), session, capabilities, bindings);
        } catch (RuntimeException e) { // A user's mechanism is asked its name.
            return session.stop(FailureKind.AUTHENTICATION, "the mechanisms to log in by can't be listed: " + e, e);
        }
        authentication = begun;
        return begun.next();
    }

    /** Says what is waited for that isn't a reply, if anything is. */
    String waited(SessionState state) {
        return state == SessionState.AUTH && authentication != null ? authentication.waited() : "";
    }

    /** Lets go of a login that was cut short. */
    void end() {
        if (authentication != null) {
            authentication.end();
        }
    }
}
