package org.postrider.smtp.internal.session;

import java.nio.ByteBuffer;
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
 * READY -submit-&gt; ENVELOPE (MAIL, RCPT*, DATA -354-&gt; or BDAT) -&gt; BODY -&gt; OUTCOME -&gt; READY   (RSET after a transaction cut short)
 * any state: 421 or a lost peer -&gt; CLOSED;   READY: quit -&gt; QUITTING -221-&gt; CLOSED
 * </pre>
 *
 * <p>Pipelining isn't a path of its own but a permission: {@link #nextOutput} appends commands while {@link #mayWrite} lets the next
 * one follow without a reply. Replies are matched through the queue of steps that await one, so each error has its rule in one place.
 * Several messages may be under way: each is submitted when the one before needn't have ended, as far as the {@link #depth()} goes.
 * Used by one thread at a time. The trap: {@link #endOfContent()} has to be called <em>before</em> the end of the message is handed
 * over, for from there on a lost connection leaves the outcome in doubt.
 */
public final class Session {
    private final SmtpListener listener;
    private final Pipeline awaiting = new Pipeline();
    private final Opening opening;
    private final Commands commands;
    private final Flight flight = new Flight(this, awaiting);

    private SessionState state = SessionState.NEW; // READY as long as messages come and go
    private @Nullable Step next; // the command of the session's own that is to be said
    private boolean restUnread; // the server has said that it reads no further

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
        this.commands = new Commands(listener, opening);
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
        awaiting.said(Step.GREETING);
    }

    /**
     * Hands over a message.
     *
     * @param message the transaction to carry out
     * @return what to do
     * @throws IllegalStateException unless the session is ready, or busy with others
     */
    public Action submit(Transaction message) {
        if (state != SessionState.READY) {
            throw new IllegalStateException("a message can be submitted when the session is ready, it is in " + state);
        }
        message.prefer(opening.capabilities(), opening.isLmtp());
        String lack = Envelopes.lacking(opening.capabilities(), opening.isSecured(), message);
        if (lack != null) {
            return new Action.Deliver(
                    message, new Failure(FailureKind.NOT_SUPPORTED, lack, DeliveryOutcome.NOT_SENT, null, null));
        }
        flight.add(message);
        return Signal.CONTINUE;
    }

    /**
     * Tells how many messages can be under way with profit: any number where content waits for nothing; else one whose end is to be
     * answered, one whose content is due with that answer, one whose envelope follows that content in the same write (RFC 2920 and 3030),
     * and one that is there when its turn to follow comes: the answer may be quicker than whoever brings the next message.
     *
     * @return 1, 4, or {@link Integer#MAX_VALUE}
     */
    public int depth() {
        Capabilities server = opening.capabilities();
        return !server.offers(Extension.PIPELINING) ? 1 : server.offers(Extension.CHUNKING) ? Integer.MAX_VALUE : 4;
    }

    /**
     * Ends a message from our side. The connection goes on if the server can be told to forget it.
     *
     * @param message one that is under way
     * @param reason why it isn't sent
     * @return what to do
     */
    public Action withdraw(Transaction message, Failure reason) {
        Action action = flight.withdraw(message, reason);
        return action != null ? action : close(reason);
    }

    /**
     * Says goodbye.
     *
     * @return what to do
     */
    public Action quit() {
        if (state() != SessionState.READY) {
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
            awaiting.said(step);
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
        Step step = awaiting.answered();
        if (state == SessionState.QUITTING && step == Step.QUIT) {
            return close(null);
        }
        if (step == null || (reply.code() == 421 && step != Step.END_OF_DATA)) {
            return unexpected(step, reply);
        }
        return switch (step) {
            case GREETING, EHLO, HELO, STARTTLS, AUTH -> opening.replied(step, reply);
            case MAIL, RCPT, DATA, BDAT, END_OF_DATA -> flight.replied(step, reply);
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

    /**
     * Gives the message whose content may be sent now.
     *
     * @return the transaction, or null when something has to be said or heard first
     */
    public @Nullable Transaction contentDue() {
        Transaction message = state == SessionState.READY ? flight.speaking() : null;
        return message != null && message.isContentDue() ? message : null;
    }

    /**
     * Tells whether a chunk may follow what wasn't answered yet.
     *
     * @return false when the server has enough to answer
     */
    public boolean mayBeginChunk() {
        return awaiting.isEmpty() || awaiting.mayFollow(opening.capabilities().offers(Extension.PIPELINING));
    }

    /**
     * Announces that the end of the message behind DATA is about to be handed over: from here on the server may have taken it.
     */
    public void endOfContent() {
        Transaction message = flight.speaking();
        if (message != null) {
            message.contentEnded();
            awaiting.said(Step.END_OF_DATA);
        }
    }

    /**
     * Writes the command in front of a chunk of content that is about to be handed over (RFC 3030, section 2).
     *
     * @param out room for the command
     * @param size the octets of the chunk
     * @param last whether the message ends with it; from here on the server may then have taken it
     */
    public void beginChunk(ByteBuffer out, int size, boolean last) {
        Transaction message = flight.speaking();
        if (message == null) {
            throw new IllegalStateException("a chunk belongs to a message");
        }
        if (!commands.chunk(size, last, out)) {
            throw new IllegalArgumentException("there is no room for the command of a chunk");
        }
        message.chunkWritten(last);
        awaiting.said(last ? Step.END_OF_DATA : Step.BDAT);
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
        String waited = awaiting.isEmpty() ? opening.waited(state) : "the reply to " + describe(awaiting.oldest());
        return stop(kind, waited.isEmpty() ? text : text + " (waiting for " + waited + ")", cause);
    }

    /**
     * Tells where the conversation stands.
     *
     * @return the state
     */
    public SessionState state() {
        Transaction head = flight.head();
        return state == SessionState.READY && head != null ? head.phase() : state;
    }

    /**
     * Gives the step that the next reply answers.
     *
     * @return the oldest step without a reply, or null
     */
    public @Nullable Step awaited() {
        return awaiting.oldest();
    }

    /**
     * Gives the transaction that the next reply is about.
     *
     * @return the first of those under way, or null
     */
    public @Nullable Transaction transaction() {
        return flight.head();
    }

    /**
     * Tells what became of a message that was under way when the conversation ended.
     *
     * @param message the transaction
     * @param end what ended the conversation
     * @return the same for the first, and what follows from it for those behind
     */
    public Failure fate(Transaction message, Failure end) {
        return flight.fate(message, end, restUnread);
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
        return next != null || state != SessionState.READY ? next : flight.nextStep();
    }

    /** May the next command follow without a reply? (RFC 2920, section 3.1) */
    private boolean mayWrite(Step step) {
        if (awaiting.isEmpty()) {
            return true;
        }
        Transaction message = step == Step.DATA ? flight.speaking() : null;
        boolean held = message != null && !message.mayShareFlightWithContent();
        return !held && awaiting.mayFollow(opening.capabilities().offers(Extension.PIPELINING));
    }

    private boolean write(Step step, ByteBuffer out) {
        if (!commands.write(step, next == null ? flight.speaking() : null, out)) {
            return false;
        }
        if (next != null) {
            next = null;
        } else {
            flight.written(step);
        }
        return true;
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

    /** The server has taken the chunk for commands, so it is out of step; but what it doesn't know it can't have taken. */
    Action chunkingUnknown(SmtpReply reply) {
        restUnread = true;
        return close(new Failure(
                FailureKind.NOT_SUPPORTED,
                "the server offers CHUNKING and doesn't know BDAT: " + reply,
                DeliveryOutcome.NOT_SENT,
                reply,
                null));
    }

    /** A reply that nothing asked for, that says goodbye, or that has no meaning at its place: the session can't be trusted on. */
    Action unexpected(@Nullable Step step, SmtpReply reply) {
        boolean early = step == null && state() == SessionState.BODY && reply.code() >= 400;
        if (reply.code() == 421 || early) {
            return refused(step, reply);
        }
        return stop(
                FailureKind.PROTOCOL, "the server's reply has no meaning at " + describe(step) + ": " + reply, null);
    }

    Action.Close stop(FailureKind kind, String text, @Nullable Throwable cause) {
        Transaction head = flight.head();
        if (kind == FailureKind.CONNECTION && head != null && head.isHopeless()) {
            return close(head.refusal()); // The server had said its word; that it then left changes nothing.
        }
        boolean inDoubt = head != null && head.mayBeTaken();
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
        restUnread = reply.code() == 421;
        boolean messageItself =
                step == Step.END_OF_DATA || step == Step.BDAT || (step == null && state() == SessionState.BODY);
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
        Transaction head = flight.head();
        if (step == Step.RCPT && head != null) {
            return "RCPT TO:<" + head.answers().answeredRecipient() + ">";
        }
        if (step == null) {
            return state() == SessionState.BODY ? "the message" : "state " + state();
        }
        return step == Step.END_OF_DATA ? "the end of the message" : opening.word(step);
    }
}
