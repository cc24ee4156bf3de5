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
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SendFuture;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.Timings;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Brings each message of a mailer from the hand that gave it to the engine: through its room, and back out of it.
 *
 * <p>Thread safe. Whatever enters leaves once, however it ends. Beyond the futures nothing is made for a message that need not wait.
 */
final class Dispatch {
    /** What is cancelled at the end needs a moment to say how far it got. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final SmtpSender sender;
    private final Room room;
    private final WhenFull whenFull;
    private final Attendance attendance = new Attendance();
    private final Set<Bulk<?>> bulks = ConcurrentHashMap.newKeySet();

    Dispatch(SmtpSender sender, Room room, WhenFull whenFull) {
        this.sender = sender;
        this.room = room;
        this.whenFull = whenFull;
    }

    SmtpSender sender() {
        return sender;
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
        Sending sending = new Sending(this, octets(mailing.content()));
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
        attendance.leave();
    }

    /** Brings in a message of a run; {@link #admit} has to follow. */
    Sending begin(Mailing mailing) {
        Sending sending = new Sending(this, octets(mailing.content()));
        attendance.join();
        return sending;
    }

    /** Sends a message when there is room; done when it has its place, or will never have one. */
    CompletableFuture<?> admit(Sending sending, Mailing mailing) {
        CompletableFuture<Void> place = room.enter(sending.octets());
        if (place.isDone()) {
            start(sending, mailing);
            return place;
        }
        sending.waitFor(place);
        return place.handle((taken, gone) -> {
            if (gone == null) {
                start(sending, mailing);
            } else {
                room.withdraw(place);
                sending.end(null, unsent("the mailer was closed", gone));
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
        long octets = octets(mailing.content());
        attendance.enter();
        try {
            takePlace(octets);
        } catch (RuntimeException noPlace) {
            attendance.leave();
            throw noPlace;
        }
        try {
            return sender.send(mailing.envelope(), mailing.content());
        } catch (ObjectDisposedException e) {
            throw unsent("the mailer was closed", e);
        } finally {
            room.leave(octets);
            attendance.leave();
        }
    }

    /** What a message holds of our memory until it is sent. What is read from elsewhere meanwhile isn't held. */
    private static long octets(MessageContent content) {
        return content.mayBlock() ? 0 : Math.max(0, content.size(content.preferredBodyType()));
    }

    private void takePlace(long octets) {
        if (room.take(octets)) {
            return;
        }
        if (whenFull == WhenFull.FAIL) {
            throw new RejectedExecutionException("The mailer holds " + room.messages()
                    + " messages, as many as it may: send more slowly, or raise the limit by MailerBuilder.queueLimit");
        }
        CompletableFuture<Void> place = room.enter(octets);
        try {
            place.get();
        } catch (InterruptedException e) {
            if (!room.withdraw(place)) {
                room.leave(octets);
            }
            Thread.currentThread().interrupt();
            throw unsent("the sending thread was interrupted", e);
        } catch (ExecutionException | CancellationException e) {
            throw unsent("the mailer was closed", e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The future of the message tells what came of it.
    private void start(Sending sending, Mailing mailing) {
        SendFuture started;
        try {
            started = sender.sendAsync(mailing.envelope(), mailing.content());
        } catch (ObjectDisposedException e) {
            sending.accept(null, unsent("the mailer was closed", e));
            return;
        }
        sending.waitFor(started);
        started.whenComplete(sending);
    }

    /** Takes back the place of a message that has come to its end. */
    void vacate(long octets) {
        room.leave(octets);
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
                ConnectionFacts.none(sender.options().server()),
                Timings.NONE);
        return new DeliveryException(FailureKind.CANCELLED, why, none, cause);
    }

    /** Takes nothing more, waits for what was begun, and ends the rest; false if there was a rest. */
    boolean close(Duration limit) {
        CompletableFuture<Void> allGone = attendance.close();
        boolean drained = isDoneWithin(allGone, limit);
        bulks.forEach(Bulk::stop);
        room.refuse();
        sender.close();
        isDoneWithin(allGone, LAST_WORDS);
        return drained;
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
