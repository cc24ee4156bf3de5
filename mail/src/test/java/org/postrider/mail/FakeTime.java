package org.postrider.mail;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands until a test moves it, and then does what was put off. */
final class FakeTime implements MailerTime {
    private record Task(long due, Runnable action) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::due));
    private final long begin;
    private long passed;

    FakeTime(long begin) {
        this.begin = begin;
    }

    @Override
    public synchronized long nanos() {
        return begin + passed;
    }

    @Override
    public synchronized Runnable after(long nanos, Runnable task) {
        Task added = new Task(passed + Math.max(0, nanos), task);
        tasks.add(added);
        return () -> remove(added);
    }

    private synchronized void remove(Task task) {
        tasks.remove(task);
    }

    /** Counts what was put off and not called off. */
    synchronized int timers() {
        return tasks.size();
    }

    synchronized Duration passed() {
        return Duration.ofNanos(passed);
    }

    /** Moves on, from task to task. */
    void advance(Duration time) {
        long until = passed().plus(time).toNanos();
        for (Task next = next(until); next != null; next = next(until)) {
            next.action().run();
        }
    }

    private synchronized Task next(long until) {
        boolean due = !tasks.isEmpty() && tasks.element().due() <= until;
        passed = Math.max(passed, due ? tasks.element().due() : until);
        return due ? tasks.remove() : null;
    }
}
