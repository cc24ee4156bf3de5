package org.postrider.smtp.internal.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.Action.Signal;

/**
 * The messages under way on one connection, in the order in which they were submitted: what is to be said of them next, and what the
 * replies to it mean.
 *
 * <p>The server answers in order (RFC 2920, section 3.2), so a reply is always about the first message that isn't through, its
 * {@link #head()}. Talking may be further on: a dot or a last chunk may be followed by the next message at once.
 */
final class Flight {
    private final Session session;
    private final Pipeline awaiting;
    private final Deque<Transaction> underWay = new ArrayDeque<>();
    private final Deque<Transaction> unsaid = new ArrayDeque<>(); // the last of those under way
    private boolean chunksKnown; // for the server has taken one
    private @Nullable Transaction predecessor; // of which the server may hold something

    Flight(Session session, Pipeline awaiting) {
        this.session = session;
        this.awaiting = awaiting;
    }

    void add(Transaction message) {
        underWay.add(message);
        unsaid.add(message);
    }

    /** Gives the message that the next reply is about, or null when there is none. */
    @Nullable
    Transaction head() {
        return underWay.peek();
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** Gives the message of which something is still to be said, or null. */
    @Nullable
    Transaction speaking() {
        Transaction first = unsaid.peek();
        while (first != null && first.isSaid()) {
            unsaid.remove();
            predecessor = first.isUntouched() ? predecessor : first;
            first = unsaid.peek();
        }
        return first;
    }

    /** Gives the next command about a message, or null. */
    @Nullable
    Step nextStep() {
        Transaction message = speaking();
        if (message == null) {
            return null;
        }
        boolean held = predecessor != null && predecessor.mayLeaveResidue();
        return message.isUntouched() && held ? Step.RSET : message.nextStep();
    }

    void written(Step step) {
        Transaction message = unsaid.peek();
        if (step == Step.RSET) {
            predecessor = null;
        } else if (message != null) {
            message.stepWritten();
        }
    }

    /**
     * Ends a message on our side, unless its end was handed over; as far as the server knows of it, it is told to forget it.
     *
     * @return what to do; null if the whole connection has to go for it
     */
    @Nullable
    Action withdraw(Transaction message, Failure reason) {
        if (!message.isChunked() && message.phase() != SessionState.ENVELOPE) {
            return null; // There is no way out of DATA but its end.
        }
        message.withdraw(reason);
        if (message.isUntouched()) {
            underWay.remove(message);
            unsaid.remove(message);
            return new Action.Deliver(message, reason);
        }
        return message == head() ? settle(message) : Signal.CONTINUE;
    }

    /** Takes the reply to a step of the head. */
    Action replied(Step step, SmtpReply reply) {
        Transaction message = head();
        if (message == null) {
            return session.unexpected(step, reply);
        }
        message.answered();
        return switch (step) {
            case DATA -> onData(message, reply);
            case BDAT -> onChunk(message, reply);
            case END_OF_DATA -> onOutcome(message, reply);
            default -> onAddress(message, step, reply);
        };
    }

    private Action onAddress(Transaction message, Step step, SmtpReply reply) {
        if (reply.code() < 400 && !step.accepts(reply.code())) {
            return session.unexpected(step, reply);
        }
        if (step == Step.MAIL) {
            message.answers().mail(reply);
        } else {
            message.recipient(reply);
        }
        return settle(message);
    }

    private Action onData(Transaction message, SmtpReply reply) {
        if (reply.code() >= 400) {
            message.answers().contentRefused(reply);
            return settle(message);
        }
        if (!Step.DATA.accepts(reply.code()) || message.answers().isWithoutEnding()) {
            return session.unexpected(Step.DATA, reply);
        }
        if (message.isHopeless() && !message.isForNobody()) {
            return session.close(message.refusal()); // It was given up meanwhile, and a 354 can't be taken back.
        }
        message.dataAccepted();
        return Signal.CONTINUE;
    }

    /** Takes the reply to a chunk that others follow. */
    private Action onChunk(Transaction message, SmtpReply reply) {
        if (reply.code() / 100 == 3) {
            return session.unexpected(Step.BDAT, reply);
        }
        if (isNoChunking(message, reply)) {
            return session.chunkingUnknown(reply);
        }
        if (reply.code() >= 400) {
            message.answers().contentRefused(reply);
        } else {
            chunksKnown = true;
        }
        return settle(message);
    }

    private Action onOutcome(Transaction message, SmtpReply reply) {
        boolean contradiction = message.isHopeless() && reply.isPositive();
        if (contradiction && message.isChunked()) {
            message.answers().ended(reply); // The server has it whole: perhaps that is its last word.
        }
        if (contradiction || reply.code() / 100 == 3) {
            return session.unexpected(Step.END_OF_DATA, reply);
        }
        if (isNoChunking(message, reply)) {
            return session.chunkingUnknown(reply);
        }
        chunksKnown |= message.isChunked() && reply.isPositive();
        message.answers().ended(reply);
        if (message.answers().isEndingDue()) {
            message.notThrough();
            awaiting.notThrough(Step.END_OF_DATA);
            return Signal.CONTINUE;
        }
        boolean taken = message.answers().isTaken();
        if (reply.code() == 421 && !taken) {
            return session.refused(Step.END_OF_DATA, reply);
        }
        return deliver(message, taken ? null : message.refusal());
    }

    /** Some servers offer BDAT and don't know it, or something on the way to them doesn't. Who has taken a chunk knows it. */
    private boolean isNoChunking(Transaction message, SmtpReply reply) {
        boolean unknown = reply.code() == 500 || reply.code() == 502 || reply.code() == 504;
        boolean first = message.answers().ending() == null;
        return unknown && first && !chunksKnown && message.isChunked() && !message.isHopeless();
    }

    /** Ends a transaction that can't succeed, once everything that was said of it is answered. */
    private Action settle(Transaction message) {
        if (message.isAwaiting() || !message.isHopeless() || !message.isSaid()) {
            return Signal.CONTINUE;
        }
        return deliver(message, message.refusal());
    }

    private Action deliver(Transaction message, @Nullable Failure failure) {
        underWay.remove();
        return new Action.Deliver(message, failure);
    }

    /** Tells what became of a message when the connection ended for a reason that is the head's. */
    Failure fate(Transaction message, Failure end, boolean restUnread) {
        if (message == head()) {
            return end;
        }
        boolean inDoubt = message.mayBeTaken() && !restUnread;
        FailureKind kind = end.kind() == FailureKind.TIMEOUT && inDoubt ? FailureKind.TIMEOUT : FailureKind.CONNECTION;
        return new Failure(
                kind,
                "the connection ended with an earlier message on it: " + end.text(),
                inDoubt ? DeliveryOutcome.IN_DOUBT : DeliveryOutcome.NOT_SENT,
                null,
                end.cause(),
                true);
    }
}
