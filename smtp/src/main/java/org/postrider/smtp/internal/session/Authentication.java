package org.postrider.smtp.internal.session;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.Credential;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.SaslMechanism;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TokenCredential;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.sasl.Renewable;

/**
 * The AUTH part of a conversation (RFC 4954, section 4): which mechanism is tried, what is to be said next, and what a reply means.
 *
 * <p>What a mechanism has to say may take long to find out, so it is awaited, unless it is there at once. The trap: a 235 counts only
 * when the mechanism agrees, for until then the server may not have proven who it is.
 */
final class Authentication {
    /** RFC 5321, section 4.5.3.1.4; a first response that doesn't fit has to wait for its challenge. */
    private static final int LONGEST_COMMAND = 510;

    /** GSSAPI needs four; a server that goes on and on wants something else. */
    private static final int MOST_CHALLENGES = 20;

    private static final String HIDDEN = "********";

    private final SmtpOptions options;
    private final Session session;
    private final List<String> offered;
    private final List<Login> possible;
    private final Deque<Login> candidates;
    private final List<String> passedOver = new ArrayList<>();
    private @Nullable Throwable trouble;
    private @Nullable Login login;
    private @Nullable SaslClient client;
    private byte @Nullable [] response;
    private @Nullable String loggedIn;
    private @Nullable Instant expires;
    private boolean begun;
    private boolean shown;
    private boolean renewed;
    private int challenges;

    /** Says that a mechanism is none for the credential or the connection. */
    private static final class UnusableException extends SaslException {
        private static final long serialVersionUID = 1;
    }

    Authentication(SmtpOptions options, Session session, Capabilities capabilities, ChannelBindings bindings) {
        this.options = options;
        this.session = session;
        this.offered = capabilities.mechanisms();
        this.possible = Login.possible(options, offered, bindings);
        this.candidates = new ArrayDeque<>();
        for (Login each : possible) {
            if (offered.contains(each.name())) {
                candidates.add(each);
            }
        }
    }

    LoginFacts facts() {
        return new LoginFacts(shown, loggedIn, expires);
    }

    /** What is being tried; whether it is any good, the server has yet to say. */
    private @Nullable String mechanismName() {
        return login == null ? null : login.name();
    }

    /** Goes to the next mechanism; ends the conversation when none is left. */
    Action next() {
        end();
        Login next = candidates.poll();
        if (next == null) {
            return noneLeft();
        }
        login = next;
        return await(next, workers -> begin(next, workers), this::onBegun);
    }

    /** What failed on our side comes first: then it isn't the server's offer that somebody has to look at. */
    private Action noneLeft() {
        String server = "the server " + options.server();
        if (!passedOver.isEmpty()) {
            String tried = String.join("; ", passedOver);
            String all = tried + "; " + server + " offers " + offered + unknown();
            return session.stop(FailureKind.AUTHENTICATION, all, trouble);
        }
        session.enter(SessionState.AUTH);
        String text = server + " offers no mechanism that we can log in with; it offers " + offered + ", we could use ";
        return new Action.Await<>(
                workers -> CompletableFuture.supplyAsync(this::usable, workers),
                (usable, error) -> session.stop(FailureKind.AUTHENTICATION, text + usable + unknown(), error));
    }

    /** Asks the mechanisms, which may be a user's: never on the conversation's thread. */
    private List<String> usable() {
        return possible.stream().filter(Login::isUsable).map(Login::name).toList();
    }

    /** A name that was misspelt looks like the server's fault until somebody says so. */
    private String unknown() {
        List<String> unknown = options.auth().unknownMechanisms();
        if (unknown.isEmpty()) {
            return "";
        }
        List<String> known = options.auth().preferring().order().stream()
                .map(SaslMechanism::name)
                .toList();
        return "; no mechanism has the name " + Printable.escape(String.join(", ", unknown)) + ", these are known: "
                + known;
    }

    private Action onBegun(@Nullable SaslClient begunClient, @Nullable Throwable error) {
        Login current = login;
        if (begunClient == null || current == null) {
            return passOver(error);
        }
        client = begunClient;
        begun = false;
        return begunClient.hasInitialResponse()
                ? await(current, workers -> evaluate(begunClient, new byte[0], workers), this::onFirstResponse)
                : say();
    }

    private Action onFirstResponse(byte @Nullable [] first, @Nullable Throwable error) {
        if (error != null) {
            return passOver(error);
        }
        response = first == null ? new byte[0] : first;
        return say();
    }

    /** Nothing was said yet, so whatever went wrong is between us and our mechanism, and another may have its turn. */
    private Action passOver(@Nullable Throwable error) {
        if (error instanceof UnusableException) {
            return next();
        }
        passedOver.add(mechanismName() + " can't begin: " + reason(error));
        trouble = trouble == null ? error : trouble;
        Credential lacking = login == null ? null : login.credential();
        if (lacking instanceof TokenCredential || lacking instanceof KerberosCredential) {
            // Without a token or a ticket the other ways to show one can't begin either.
            candidates.removeIf(other -> other.credential().equals(lacking));
        }
        return next();
    }

    Action replied(SmtpReply reply) {
        SaslClient current = client;
        if (current == null) {
            return session.unexpected(Step.AUTH, reply);
        }
        if (Step.AUTH.accepts(reply.code())) {
            return accepted(current);
        }
        return reply.code() == 334 ? challenged(current, reply) : refused(current, reply);
    }

    private Action accepted(SaslClient current) {
        boolean complete = current.isComplete();
        expires = current instanceof Renewable r ? r.expires() : null;
        end();
        if (complete) {
            loggedIn = mechanismName();
            return session.ready();
        }
        return session.stop(
                FailureKind.AUTHENTICATION,
                "the server accepted the login before it has proven itself as " + mechanismName() + " wants it",
                null);
    }

    private Action challenged(SaslClient current, SmtpReply reply) {
        byte[] challenge;
        try {
            challenge = Base64.getDecoder().decode(reply.lines().get(0).strip());
        } catch (IllegalArgumentException expected) {
            return session.stop(FailureKind.PROTOCOL, "the server's challenge isn't base64 (RFC 4954)", null);
        }
        if (++challenges > MOST_CHALLENGES) {
            return session.stop(
                    FailureKind.PROTOCOL, "the server had " + MOST_CHALLENGES + " challenges and wants more", null);
        }
        Login asked = login;
        if (response != null || asked == null) {
            return say(); // A first response that had to wait for its challenge.
        }
        return await(asked, workers -> evaluate(current, challenge, workers), this::onResponse);
    }

    private Action onResponse(byte @Nullable [] next, @Nullable Throwable error) {
        if (error == null) {
            response = next == null ? new byte[0] : next;
            return say();
        }
        boolean tooMany = error instanceof IllegalStateException;
        return session.stop(
                tooMany ? FailureKind.PROTOCOL : FailureKind.AUTHENTICATION,
                "the login by " + mechanismName() + " failed: " + reason(error),
                error);
    }

    private Action refused(SaslClient current, SmtpReply reply) {
        boolean notThisOne = reply.code() == 504 || reply.code() == 534;
        if (notThisOne && !candidates.isEmpty()) {
            return next();
        }
        if (reply.code() < 400) {
            return session.unexpected(Step.AUTH, reply);
        }
        Renewable shown = current instanceof Renewable r ? r : null;
        String told = shown == null ? null : shown.explanation();
        boolean wrong = reply.code() == 535 || told != null;
        return shown != null && wrong && !renewed ? renew(shown) : refused(reply, told);
    }

    private Action renew(Renewable shown) {
        shown.discard();
        renewed = true;
        if (login != null) {
            candidates.addFirst(login);
        }
        return next();
    }

    private Action refused(SmtpReply reply, @Nullable String told) {
        String explanation = told == null ? "" : " (it explains: " + told + ")";
        String text = "the server refused AUTH " + mechanismName() + ": " + reply + explanation;
        return session.close(new Failure(FailureKind.AUTHENTICATION, text, DeliveryOutcome.NOT_SENT, reply, null));
    }

    private Action say() {
        byte[] due = response;
        if (due != null && (due.length + 2) / 3 * 4 > CommandLine.LONGEST) {
            return session.stop(
                    FailureKind.AUTHENTICATION,
                    "the response of " + mechanismName() + " is longer than the " + CommandLine.LONGEST
                            + " octets that a server has to take (RFC 4954)",
                    null);
        }
        return session.say(SessionState.AUTH, Step.AUTH);
    }

    /** Puts the command or the response on the line and gives the form of it that may be shown. */
    String compose(CommandLine line) {
        if (begun) {
            line.secret(response == null ? new byte[0] : response);
            response = null;
            return HIDDEN;
        }
        begun = true;
        shown = true;
        String command = "AUTH " + mechanismName();
        line.ascii(command);
        byte[] first = response;
        if (first == null || command.length() + 1 + (first.length + 2) / 3 * 4 > LONGEST_COMMAND) {
            return command;
        }
        line.ascii(first.length == 0 ? " =" : " ").secret(first); // "=" is an empty one (RFC 4954, section 4).
        response = null;
        return command + " " + HIDDEN;
    }

    /** Lets go of what the login held; its name stays. */
    void end() {
        byte[] unsaid = response;
        if (unsaid != null) {
            Arrays.fill(unsaid, (byte) 0);
            response = null;
        }
        SaslClient ended = client;
        client = null;
        if (ended != null) {
            dispose(ended);
        }
    }

    private static void dispose(SaslClient ended) {
        try {
            ended.dispose();
        } catch (SaslException | RuntimeException e) {
            System.getLogger(Authentication.class.getName())
                    .log(System.Logger.Level.DEBUG, "a mechanism couldn't be disposed of", e);
        }
    }

    /** Says what the conversation waits for on our side. */
    String waited() {
        Credential waiting = login == null ? null : login.credential();
        return waiting instanceof TokenCredential && client == null
                ? "an access token from its supplier"
                : "what " + mechanismName() + " has to say";
    }

    /** Goes on at once when what is awaited is there, which it is for all that don't compute and don't ask anybody. */
    private <T> Action await(
            Login current, Function<Executor, CompletableFuture<T>> work, Action.Continuation<T> then) {
        session.enter(SessionState.AUTH);
        try {
            if (current.mechanism().mayBlock()) {
                return new Action.Await<>(work, then);
            }
        } catch (RuntimeException e) { // It is a user's.
            return then.proceed(null, e);
        }
        CompletableFuture<T> future = work.apply(Runnable::run);
        if (!future.isDone()) {
            return new Action.Await<>(workers -> future, then);
        }
        try {
            return then.proceed(future.join(), null);
        } catch (CompletionException e) {
            return then.proceed(null, e.getCause());
        } catch (CancellationException e) {
            return then.proceed(null, e);
        }
    }

    private static CompletableFuture<SaslClient> begin(Login login, Executor workers) {
        return CompletableFuture.completedFuture(login).thenComposeAsync(Authentication::begin, workers);
    }

    private static CompletableFuture<SaslClient> begin(Login login) {
        try {
            SaslMechanism mechanism = login.mechanism();
            return mechanism.isUsable(login)
                    ? Objects.requireNonNull(mechanism.begin(login), "it gives null in place of a conversation")
                    : CompletableFuture.failedFuture(new UnusableException());
        } catch (SaslException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<byte[]> evaluate(SaslClient client, byte[] challenge, Executor workers) {
        return CompletableFuture.completedFuture(challenge)
                .thenApplyAsync(
                        octets -> {
                            try {
                                return client.evaluateChallenge(octets);
                            } catch (SaslException e) {
                                throw new CompletionException(e);
                            }
                        },
                        workers);
    }

    private static String reason(@Nullable Throwable error) {
        return error == null ? "no reason given" : error.getMessage() == null ? error.toString() : error.getMessage();
    }
}
