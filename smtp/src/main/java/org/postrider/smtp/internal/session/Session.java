package org.postrider.smtp.internal.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.session.Action.Signal;

/**
 * The conversation with one server, without I/O, clock or threads: it is told what came, and tells what to do.
 *
 * <pre>
 * GREETING -220-&gt; EHLO(HELO) -250-&gt; [STARTTLS -220-&gt; handshake -&gt; EHLO] -&gt; [AUTH -334*-235-&gt;] -&gt; READY
 * READY -submit-&gt; ENVELOPE (MAIL, RCPT*, DATA) -354-&gt; BODY -&gt; OUTCOME -&gt; READY   (RSET after a transaction cut short)
 * any state: 421 or a lost peer -&gt; CLOSED;   READY: quit -&gt; QUITTING -221-&gt; CLOSED
 * </pre>
 *
 * <p>Pipelining isn't a path of its own but a permission: {@link #nextOutput} appends commands while {@link #mayWrite} lets the next
 * one follow without a reply. Replies are matched through the queue of steps that await one, so each error has its rule in one place.
 * Used by one thread at a time. The trap: {@link #endOfContent()} has to be called <em>before</em> the end of the message is handed
 * over, for from there on a lost connection leaves the outcome in doubt.
 */
public final class Session {
    /** RFC 2920, section 3.1: a client that writes without reading has to bound what the server may have to answer meanwhile. */
    private static final int LONGEST_GROUP = 200;

    private final SmtpListener listener;
    private final CommandLine line = new CommandLine();
    private final Deque<Step> awaiting = new ArrayDeque<>();
    private final Envelopes envelopes = new Envelopes(line);
    private final Opening opening;

    private SessionState state = SessionState.NEW;
    private @Nullable Step next; // the command of the session's own that is to be said
    private @Nullable Transaction transaction;
    private boolean resetNeeded;

    /**
     * Makes a conversation that hasn't begun.
     *
     * @param options what makes the connection; asked after the start, for the server may be found late
     * @param listener who hears commands and replies; called by the thread that uses the session
     * @param bindings what ties a login to the connection, once that is under TLS
     */
    public Session(Supplier<SmtpOptions> options, SmtpListener listener, ChannelBindings bindings) {
        this.listener = listener;
        this.opening = new Opening(options, this, bindings);
    }

    /**
     * Begins: the server is expected to greet.
     *
     * @param domain the argument of EHLO
     * @param alreadySecured whether the wire is under TLS from its first byte
     */
    public void start(String domain, boolean alreadySecured) {
        opening.start(domain, alreadySecured);
        enter(SessionState.GREETING);
        awaiting.add(Step.GREETING);
    }

    /**
     * Hands over a message.
     *
     * @param message the transaction to carry out
     * @return what to do
     * @throws IllegalStateException unless the session is ready
     */
    public Action submit(Transaction message) {
        if (state != SessionState.READY) {
            throw new IllegalStateException("a message can be submitted when the session is ready, it is in " + state);
        }
        message.prefer(opening.capabilities());
        String lack = Envelopes.lacking(opening.capabilities(), opening.isSecured(), message);
        if (lack != null) {
            return new Action.Deliver(
                    message, new Failure(FailureKind.NOT_SUPPORTED, lack, DeliveryOutcome.NOT_SENT, null, null));
        }
        transaction = message;
        enter(SessionState.ENVELOPE);
        return Signal.CONTINUE;
    }

    /**
     * Says goodbye.
     *
     * @return what to do
     */
    public Action quit() {
        if (state != SessionState.READY) {
            return close(null);
        }
        enter(SessionState.QUITTING);
        next = Step.QUIT;
        return Signal.CONTINUE;
    }

    /**
     * Appends the commands that may be said now.
     *
     * @param out room for at least one command; never the message itself
     * @return true when something was appended
     */
    public boolean nextOutput(ByteBuffer out) {
        int start = out.position();
        for (Step step = nextStep(); step != null && mayWrite(step) && write(step, out); step = nextStep()) {
            awaiting.add(step);
        }
        return out.position() > start;
    }

    /**
     * Takes a reply.
     *
     * @param reply what the server said
     * @return what to do
     */
    public Action received(SmtpReply reply) {
        listener.reply(reply);
        Step step = awaiting.poll();
        if (state == SessionState.QUITTING && step == Step.QUIT) {
            return close(null);
        }
        if (step == null || (reply.code() == 421 && step != Step.END_OF_DATA)) {
            return unexpected(step, reply);
        }
        return switch (step) {
            case GREETING, EHLO, HELO, STARTTLS, AUTH -> opening.replied(step, reply);
            case MAIL, RCPT, DATA, END_OF_DATA -> onTransaction(step, reply);
            case RSET -> step.accepts(reply.code()) ? Signal.CONTINUE : resetFailed(reply);
            case QUIT -> close(null);
        };
    }

    /**
     * Goes on after the handshake: what the server offered in clear is forgotten (RFC 3207, section 4.2).
     *
     * @return what to do
     */
    public Action secured() {
        return opening.secured();
    }

    /** Announces that the end of the message is about to be handed over: from here on the server may have taken it. */
    public void endOfContent() {
        enter(SessionState.OUTCOME);
        awaiting.add(Step.END_OF_DATA);
    }

    /**
     * Ends the conversation because of something that isn't a reply.
     *
     * @param kind what went wrong
     * @param text what to tell a person; what was waited for is appended
     * @param cause what lies behind it, or null
     * @return the closing action, with the outcome that follows from where the conversation stood
     */
    public Action.Close fail(FailureKind kind, String text, @Nullable Throwable cause) {
        String waited = awaiting.isEmpty() ? "" : " (waiting for the reply to " + describe(awaiting.peek()) + ")";
        return stop(kind, text + waited, cause);
    }

    /**
     * Tells where the conversation stands.
     *
     * @return the state
     */
    public SessionState state() {
        return state;
    }

    /**
     * Gives the step that the next reply answers.
     *
     * @return the oldest step without a reply, or null
     */
    public @Nullable Step awaited() {
        return awaiting.peek();
    }

    /**
     * Gives the transaction in progress.
     *
     * @return the transaction, or null
     */
    public @Nullable Transaction transaction() {
        return transaction;
    }

    /**
     * Tells how we are logged in.
     *
     * @return the facts, which are empty before the login and without one
     */
    public LoginFacts login() {
        return opening.login();
    }

    Action say(SessionState state, Step step) {
        enter(state);
        next = step;
        return Signal.CONTINUE;
    }

    void enter(SessionState entered) {
        state = entered;
    }

    private @Nullable Step nextStep() {
        if (next != null || state != SessionState.ENVELOPE || transaction == null) {
            return next;
        }
        return transaction.isDataWithoutRecipients() ? null : resetNeeded ? Step.RSET : transaction.nextStep();
    }

    /** May the next command follow without a reply? (RFC 2920, section 3.1) */
    private boolean mayWrite(Step step) {
        Step last = awaiting.peekLast();
        if (last == null) {
            return true;
        }
        boolean held = step == Step.DATA && transaction != null && !transaction.mayShareFlightWithData();
        return opening.capabilities().offers("PIPELINING")
                && !last.isLastOfGroup()
                && !held
                && awaiting.size() < LONGEST_GROUP;
    }

    private boolean write(Step step, ByteBuffer out) {
        line.start();
        String shown = compose(step);
        if (!line.moveTo(out)) {
            return false;
        }
        listener.command(shown);
        if (next != null) {
            next = null;
        } else if (step == Step.RSET) {
            resetNeeded = false;
        } else if (transaction != null) {
            transaction.stepWritten();
        }
        return true;
    }

    /** Puts the command on the line and gives the form of it that may be shown. */
    private String compose(Step step) {
        if (step == Step.MAIL && transaction != null) {
            return envelopes.mail(opening.capabilities(), transaction);
        }
        if (step == Step.RCPT && transaction != null) {
            return envelopes.recipient(opening.capabilities(), transaction);
        }
        return opening.compose(step, line);
    }

    Action handshake() {
        enter(SessionState.HANDSHAKE);
        return Signal.START_TLS;
    }

    Action ready() {
        enter(SessionState.READY);
        return Signal.READY;
    }

    /** That says nothing of the message to come: it is the connection that can't be used any more. */
    private Action resetFailed(SmtpReply reply) {
        return stop(FailureKind.CONNECTION, "the server didn't forget the message before: " + reply, null);
    }

    private Action onTransaction(Step step, SmtpReply reply) {
        Transaction message = transaction;
        if (message == null) {
            return unexpected(step, reply);
        }
        return switch (step) {
            case DATA -> onData(message, reply);
            case END_OF_DATA -> onOutcome(message, reply);
            default -> onAddress(message, step, reply);
        };
    }

    private Action onAddress(Transaction message, Step step, SmtpReply reply) {
        if (reply.code() < 400 && !step.accepts(reply.code())) {
            return unexpected(step, reply);
        }
        if (step == Step.MAIL) {
            message.mailAnswered(reply);
        } else {
            message.recipientAnswered(reply);
        }
        return settle(message);
    }

    private Action onData(Transaction message, SmtpReply reply) {
        if (reply.code() >= 400) {
            message.dataRefused(reply);
            return settle(message);
        }
        if (!Step.DATA.accepts(reply.code())) {
            return unexpected(Step.DATA, reply);
        }
        message.dataAccepted();
        enter(SessionState.BODY);
        return Signal.SEND_CONTENT;
    }

    private Action onOutcome(Transaction message, SmtpReply reply) {
        boolean nobody = message.isDataWithoutRecipients();
        if (reply.code() / 100 == 3 || (nobody && reply.isPositive())) {
            return unexpected(Step.END_OF_DATA, reply);
        }
        message.ended(reply);
        if (reply.code() == 421) {
            return refused(Step.END_OF_DATA, reply);
        }
        return deliver(message, reply.isPositive() ? null : message.refusal());
    }

    /** Ends a transaction that can't succeed, once everything that was said is answered. */
    private Action settle(Transaction message) {
        if (!awaiting.isEmpty() || !message.isHopeless()) {
            return Signal.CONTINUE;
        }
        resetNeeded = message.leavesResidue();
        return deliver(message, message.refusal());
    }

    private Action deliver(Transaction message, @Nullable Failure failure) {
        transaction = null;
        enter(SessionState.READY);
        return new Action.Deliver(message, failure);
    }

    /** A reply that nothing asked for, that says goodbye, or that has no meaning at its place: the session can't be trusted on. */
    Action unexpected(@Nullable Step step, SmtpReply reply) {
        boolean early = state == SessionState.BODY && reply.code() >= 400;
        if (reply.code() == 421 || early) {
            return refused(step, reply);
        }
        return stop(
                FailureKind.PROTOCOL, "the server's reply has no meaning at " + describe(step) + ": " + reply, null);
    }

    Action.Close stop(FailureKind kind, String text, @Nullable Throwable cause) {
        if (kind == FailureKind.CONNECTION && transaction != null && transaction.isHopeless()) {
            return close(transaction.refusal()); // The server had said its word; that it then left changes nothing.
        }
        boolean inDoubt =
                state == SessionState.OUTCOME && (transaction == null || !transaction.isDataWithoutRecipients());
        DeliveryOutcome outcome = inDoubt ? DeliveryOutcome.IN_DOUBT : DeliveryOutcome.NOT_SENT;
        return close(new Failure(kind, text, outcome, null, cause));
    }

    Action refused(@Nullable Step step, SmtpReply reply) {
        return refused(FailureKind.REFUSED, step, reply);
    }

    Action refused(FailureKind kind, @Nullable Step step, SmtpReply reply) {
        if (reply.code() < 400) {
            return stop(
                    FailureKind.PROTOCOL,
                    "the server's reply to " + describe(step) + " has no meaning: " + reply,
                    null);
        }
        boolean messageItself = state == SessionState.BODY || state == SessionState.OUTCOME;
        DeliveryOutcome outcome = messageItself ? DeliveryOutcome.REFUSED : DeliveryOutcome.NOT_SENT;
        return close(new Failure(kind, "the server refused " + describe(step) + ": " + reply, outcome, reply, null));
    }

    Action.Close close(@Nullable Failure failure) {
        opening.end();
        enter(SessionState.CLOSED);
        awaiting.clear();
        next = null;
        return new Action.Close(failure);
    }

    private String describe(@Nullable Step step) {
        if (step == Step.RCPT && transaction != null) {
            return "RCPT TO:<" + transaction.answeredRecipient() + ">";
        }
        if (step == null) {
            return state == SessionState.BODY ? "the message" : "state " + state;
        }
        return step == Step.END_OF_DATA ? "the end of the message" : step.toString();
    }
}
