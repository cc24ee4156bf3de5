package org.postrider.testkit.internal;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Session;
import org.postrider.testkit.TlsFacts;
import org.postrider.testkit.Violation;

/** Writes down what a connection does. Written by the connection's thread, read by any; guarded by its own monitor. */
final class SessionLog implements Session {
    private final int number;
    private final InetSocketAddress clientAddress;
    private final List<String> commands = new ArrayList<>();
    private final List<List<String>> groups = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private boolean isQuitReceived;
    private long lastRead = -1;
    private Ending ending = Ending.OPEN;
    private @Nullable String endingReason;
    private @Nullable TlsFacts tls;
    private @Nullable String user;
    private @Nullable String mechanism;

    SessionLog(int number, InetSocketAddress clientAddress) {
        this.number = number;
        this.clientAddress = clientAddress;
    }

    /** Notes a line, and by the number of the read that brought its first byte, with which others it came. */
    synchronized void heard(String line, long read) {
        if (read != lastRead) {
            groups.add(new ArrayList<>());
            lastRead = read;
        }
        groups.get(groups.size() - 1).add(line);
        commands.add(line);
        transcript.add("C: " + line);
    }

    synchronized void quitCame() {
        isQuitReceived = true;
    }

    synchronized void said(String text) {
        text.lines().forEach(line -> transcript.add("S: " + line));
    }

    synchronized void violated(Violation.Kind kind, String detail) {
        violations.add(new Violation(kind, detail));
    }

    synchronized void violated(List<Violation> found) {
        violations.addAll(found);
    }

    synchronized void secured(TlsFacts facts) {
        tls = facts;
    }

    synchronized void loggedIn(String user, String mechanism) {
        this.user = user;
        this.mechanism = mechanism;
    }

    synchronized void ended(Ending ending, @Nullable String reason) {
        this.ending = ending;
        this.endingReason = reason;
    }

    @Override
    public int getNumber() {
        return number;
    }

    @Override
    public InetSocketAddress getClientAddress() {
        return clientAddress;
    }

    @Override
    public synchronized List<String> getCommands() {
        return List.copyOf(commands);
    }

    @Override
    public synchronized List<List<String>> getPipelinedGroups() {
        return groups.stream().map(List::copyOf).toList();
    }

    @Override
    public synchronized List<String> getTranscript() {
        return List.copyOf(transcript);
    }

    @Override
    public synchronized boolean isQuitReceived() {
        return isQuitReceived;
    }

    @Override
    public synchronized Ending getEnding() {
        return ending;
    }

    @Override
    public synchronized @Nullable String getEndingReason() {
        return endingReason;
    }

    @Override
    public synchronized @Nullable TlsFacts getTls() {
        return tls;
    }

    @Override
    public synchronized @Nullable String getUser() {
        return user;
    }

    @Override
    public synchronized @Nullable String getMechanism() {
        return mechanism;
    }

    @Override
    public synchronized List<Violation> getViolations() {
        return List.copyOf(violations);
    }

    /** The transcript, for messages about what didn't happen, and why it has ended if that isn't plain. */
    @Override
    public synchronized String toString() {
        String end = endingReason == null ? ending.toString() : ending + ": " + endingReason;
        return "Session " + number + " (" + end + ")\n  " + String.join("\n  ", transcript);
    }
}
