package org.postrider.mail;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * How much a mailer holds at once: so many messages and so many octets, first come, first served.
 *
 * <p>Thread safe. Each place that was taken or granted has to come back by {@link #leave} exactly once. A message that is larger than all
 * the octets that are allowed goes in alone, or it would never go. Those who wait are told on the thread of whoever leaves.
 */
final class Room {
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    /** A turn to come in: done when its place is taken. Whoever cancels it has no place. */
    private static final class Place extends CompletableFuture<Void> {
        private final long octets;

        private Place(long octets) {
            this.octets = octets;
        }
    }

    private final int mostMessages;
    private final long mostOctets;
    private final Set<Place> waiting = new LinkedHashSet<>(); // guarded by this
    private boolean refused; // guarded by this
    private int messages; // guarded by this
    private long octets; // guarded by this

    Room(int mostMessages, long mostOctets) {
        this.mostMessages = mostMessages;
        this.mostOctets = mostOctets;
    }

    int capacity() {
        return mostMessages;
    }

    synchronized int messages() {
        return messages;
    }

    /** Says which limit a message of this size would exceed. */
    synchronized String whyFull(long size) {
        return messages >= mostMessages
                ? "The mailer holds " + messages + " messages, as many as it may"
                : "The mailer holds " + octets + " octets of messages and may hold " + mostOctets + ", too few for "
                        + size + " more";
    }

    /** Takes a place if there is one at once and nobody waits for it. */
    synchronized boolean take(long size) {
        return waiting.isEmpty() && occupy(size);
    }

    /** Takes a place; done when it has one. */
    CompletableFuture<Void> enter(long size) {
        return take(size) ? AT_ONCE : await(size);
    }

    private Place await(long size) {
        Place place = new Place(size);
        synchronized (this) {
            if (refused) {
                place.cancel(false);
                return place;
            }
            waiting.add(place);
        }
        grant(); // Somebody may have left since there was no room.
        return place;
    }

    /** Leaves the queue; false if the place was granted already, which then has to come back. */
    boolean withdraw(CompletableFuture<Void> place) {
        boolean gone = place.cancel(false);
        if (place instanceof Place left) {
            remove(left);
        }
        grant(); // It may have been the large one in front.
        return gone;
    }

    private synchronized void remove(Place place) {
        waiting.remove(place);
    }

    /** Sends away who waits, and who would have to from now on. */
    void refuse() {
        List<Place> gone;
        synchronized (this) {
            refused = true;
            gone = List.copyOf(waiting);
            waiting.clear();
        }
        gone.forEach(place -> place.cancel(false));
    }

    void leave(long size) {
        vacate(size);
        grant();
    }

    /** Tells who has a place now, when the lock is free again; who went away meanwhile leaves it to the next. */
    private void grant() {
        for (List<Place> granted = settle(); !granted.isEmpty(); granted = settle()) {
            for (Place place : granted) {
                if (!place.complete(null)) {
                    vacate(place.octets);
                }
            }
        }
    }

    private synchronized void vacate(long size) {
        messages--;
        octets -= size;
    }

    private synchronized List<Place> settle() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Place> granted = new ArrayList<>();
        for (Place first : waiting) {
            if (!occupy(first.octets)) {
                break;
            }
            granted.add(first);
        }
        granted.forEach(waiting::remove);
        return granted;
    }

    private synchronized boolean occupy(long size) {
        boolean fits = messages < mostMessages && (octets == 0 || octets + size <= mostOctets);
        if (fits) {
            messages++;
            octets += size;
        }
        return fits;
    }
}
