package org.postrider.mail;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendFuture;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.Timings;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Brings each message of a mailer from the hand that gave it to the engine: through its room, at its pace, and back out again.
 *
 * <p>Thread safe. Whatever enters leaves once, however it ends. Beyond the futures nothing is made for a message that need not wait.
 */
final class Dispatch {
    /** What is cancelled at the end needs a moment to say how far it got. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final String CLOSED = "the mailer was closed";
    private static final String CANCELLED = "the send was cancelled before it began";

    private final List<Lane> lanes;
    private final @Nullable Pace pace;
    private final Room room;
    private final WhenFull whenFull;
    private final Attendance attendance = new Attendance();
    private final Set<Bulk<?>> bulks = ConcurrentHashMap.newKeySet();

    /** Takes a pace only where there is a rate to keep to. */
    Dispatch(List<Lane> lanes, @Nullable Pace pace, Room room, WhenFull whenFull) {
        this.lanes = lanes;
        this.pace = pace;
        this.room = room;
        this.whenFull = whenFull;
    }

    /** A sender to ask what is the same for all. */
    SmtpSender sender() {
        return lanes.get(0).sender();
    }

    int connections() {
        return lanes.stream().mapToInt(lane -> lane.sender().connections()).sum();
    }

    int queued() {
        return room.messages();
    }

    int capacity() {
        return room.capacity();
    }

    /** Sends without waiting for the end; for room it waits as the mailer was told to. */
    @SuppressWarnings("FutureReturnValueIgnored") // The future of the message tells what came of it.
    Sending send(Mailing mailing) {
        Sending sending = new Sending(this, mailing.held());
        attendance.enter();
        if (whenFull == WhenFull.WAIT) {
            admit(sending, mailing);
        } else {
            admitOrRefuse(sending, mailing);
        }
        return sending;
    }

    /** Lets a run begin, which may bring in messages until it has {@link #ended}. */
    void begin(Bulk<?> bulk) {
        attendance.enter();
        bulks.add(bulk);
    }

    void ended(Bulk<?> bulk) {
        bulks.remove(bulk);
        left();
    }

    /** Brings in a message of a run; {@link #admit} has to follow. */
    Sending begin(Mailing mailing) {
        Sending sending = new Sending(this, mailing.held());
        attendance.join();
        return sending;
    }

    /** Sends a message when there is room; done when it has its place, or will never have one. */
    CompletableFuture<?> admit(Sending sending, Mailing mailing) {
        CompletableFuture<Void> place = room.enter(sending.octets());
        if (place.isDone() && !place.isCancelled()) {
            start(sending, mailing);
            return place;
        }
        sending.waitFor(place);
        return place.handle((taken, gone) -> {
            if (gone == null) {
                start(sending, mailing);
            } else {
                room.withdraw(place);
                sending.end(null, unsent(CANCELLED, gone));
            }
            return null;
        });
    }

    /** Has the caller wait, or refuses what there is no room for. */
    private void admitOrRefuse(Sending sending, Mailing mailing) {
        try {
            takePlace(sending.octets());
        } catch (RuntimeException noPlace) {
            sending.end(null, noPlace);
            return;
        }
        start(sending, mailing);
    }

    /** Sends on the caller's thread. */
    SendResult sendAndWait(Mailing mailing) {
        long octets = mailing.held();
        attendance.enter();
        try {
            takePlace(octets);
        } catch (RuntimeException noPlace) {
            finish();
            left();
            throw noPlace;
        }
        try {
            return sendHere(mailing);
        } catch (ObjectDisposedException e) {
            throw unsent(CLOSED, e);
        } finally {
            room.leave(octets);
            finish();
            left();
        }
    }

    private SendResult sendHere(Mailing mailing) {
        if (pace == null) {
            return sender().send(mailing.envelope(), mailing.content());
        }
        CompletableFuture<Lane> turn = pace.enter(mailing.envelope().recipients());
        Lane lane;
        try {
            lane = await(turn);
        } catch (DeliveryException given) {
            pace.withdraw(turn);
            throw given;
        }
        try {
            return lane.sender().send(mailing.envelope(), mailing.content());
        } finally {
            lane.leave();
        }
    }

    private void takePlace(long octets) {
        if (room.take(octets)) {
            return;
        }
        if (whenFull == WhenFull.FAIL) {
            throw new RejectedExecutionException(
                    room.whyFull(octets) + ": send more slowly, or raise the limit by MailerBuilder.queueLimit");
        }
        CompletableFuture<Void> place = room.enter(octets);
        try {
            await(place);
        } catch (DeliveryException given) {
            if (!room.withdraw(place)) {
                room.leave(octets);
            }
            throw given;
        }
    }

    /** Waits on the caller's thread. What is waited for is cancelled when the mailer is closed. */
    private <T> T await(CompletableFuture<T> step) {
        try {
            return step.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unsent("the sending thread was interrupted", e);
        } catch (ExecutionException | CancellationException e) {
            throw unsent(CANCELLED, e);
        }
    }

    /** Goes on with a message that has its place. */
    @SuppressWarnings("FutureReturnValueIgnored") // The future of the message tells what came of it.
    private void start(Sending sending, Mailing mailing) {
        if (pace == null) {
            start(sending, mailing, sender()).whenComplete(sending);
            return;
        }
        CompletableFuture<Lane> turn = pace.enter(mailing.envelope().recipients());
        sending.waitFor(turn);
        turn.whenComplete((lane, gone) -> {
            if (gone != null) {
                pace.withdraw(turn);
                sending.accept(null, unsent(CANCELLED, gone));
                return;
            }
            start(sending, mailing, lane.sender()).whenComplete((result, error) -> {
                lane.leave();
                sending.accept(result, error);
            });
        });
    }

    private CompletableFuture<SendResult> start(Sending sending, Mailing mailing, SmtpSender sender) {
        try {
            SendFuture started = sender.sendAsync(mailing.envelope(), mailing.content());
            sending.waitFor(started);
            return started;
        } catch (ObjectDisposedException e) {
            return CompletableFuture.failedFuture(unsent(CLOSED, e));
        }
    }

    /** Takes back the place of a message that has come to its end. */
    void vacate(long octets) {
        room.leave(octets);
    }

    /** Hears that something has come to its end. */
    void finish() {
        attendance.finish();
    }

    /** Hears that somebody was told of that end. */
    void left() {
        attendance.leave();
    }

    private DeliveryException unsent(String why, Throwable cause) {
        SendResult none = new SendResult(
                DeliveryOutcome.NOT_SENT,
                List.of(),
                null,
                ConnectionFacts.none(sender().options().server()),
                Timings.NONE);
        return new DeliveryException(FailureKind.CANCELLED, why, none, cause);
    }

    /** Takes nothing more, waits for what was begun, and ends the rest; false if there was a rest. */
    boolean close(Duration limit) {
        CompletableFuture<Void> allGone = attendance.close();
        boolean drained = isDoneWithin(allGone, limit) || !attendance.isBusy();
        bulks.forEach(Bulk::stop);
        room.refuse();
        if (pace != null) {
            pace.refuse();
        }
        goodbye();
        isDoneWithin(allGone, LAST_WORDS);
        bulks.forEach(Bulk::abandon);
        return drained;
    }

    /** Each goodbye has a limit, which its own watchdog keeps. */
    private void goodbye() {
        CompletableFuture<?>[] goodbyes =
                lanes.stream().map(lane -> lane.sender().closeAsync()).toArray(CompletableFuture<?>[]::new);
        isDoneWithin(
                CompletableFuture.allOf(goodbyes),
                sender().options().limits().quit().plus(LAST_WORDS));
    }

    private static boolean isDoneWithin(Future<Void> end, Duration limit) {
        try {
            end.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException expected) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a mailer doesn't fail", e);
        }
    }
}
