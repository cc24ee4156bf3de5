package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsFacts;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.internal.ClientDomain;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.SessionState;
import org.postrider.smtp.internal.session.Transaction;
import org.postrider.smtp.internal.wire.PlainWire;
import org.postrider.smtp.internal.wire.TlsWire;
import org.postrider.smtp.internal.wire.Wire;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * One connection to a server: socket, wire, session, and the deadline of the step that it is in.
 *
 * <p>Life cycle: {@link #open}, then transactions one after the other, then {@link #quit} or {@link #abort}; the client is told of each
 * end exactly once. All methods belong to the conversation's thread, but for {@link #abort} and the watchdog's two, which any thread
 * may call: they note why, close the socket, and leave the rest to the conversation's thread.
 */
final class Connection implements Pump.Owner, Dialer.Caller, Watchdog.Watched {
    /** Who uses the connection at the moment. */
    interface Client {
        /** The connection is open and waits for a transaction. */
        void ready();

        /** The transaction has ended and the connection can be used again. */
        void delivered(Transaction transaction, @Nullable Failure failure);

        /** Whatever the last call led to is done; only now may another thread use the connection. */
        void rested();

        /** The connection is gone, with the transaction if there was one. */
        void closed(@Nullable Failure failure);

        /** A deadline has passed; called by the watchdog. */
        void expired(Connection connection, Loss loss);
    }

    private static final Client NOBODY = new Bystander();

    private volatile SmtpOptions options;
    private final Transcript events;
    private final Session session;
    private final Pump pump;
    private final Dialer dialer;
    private final Account account;
    private final AtomicReference<@Nullable Loss> abortReason = new AtomicReference<>();
    private final Deadlines deadlines;

    private volatile Door door;
    private volatile Client client;
    private volatile @Nullable Socket socket;
    private volatile boolean dialling = true;
    private @Nullable InetSocketAddress address;
    private @Nullable Wire plain;
    private @Nullable TlsWire tls;
    private volatile @Nullable SSLEngine engine;
    private @Nullable TlsFacts tlsFacts;
    private boolean used;
    private boolean gone;

    Connection(Servers.Tour tour, Door door, Executor workers, Client client) {
        this.options = tour.service();
        this.door = door;
        this.client = client;
        this.deadlines = new Deadlines(options.limits());
        this.events = new Transcript(
                Events.ofConnection(options.listener(), event -> this.door.tell(event)), options.isTranscriptKept());
        this.account = new Account(events, options.tls().mode() == TlsMode.IMPLICIT);
        this.session = new Session(() -> this.options, events, new ChannelBindings(() -> engine));
        this.pump = new Pump(session, door, workers, this);
        this.dialer = new Dialer(tour, door, events, this, Addresses.SYSTEM);
    }

    /** Connects and goes through greeting, TLS and authentication; the client hears {@code ready} or {@code closed}. */
    void open(Executor workers) {
        Watchdog.shared().add(this);
        account.opened();
        dialer.dial(workers);
    }

    /** Hands the connection to another client, before a further transaction. */
    void setClient(Client client) {
        this.client = client;
    }

    /** Bounds what is done with the connection from now on; {@link Watchdog#NEVER} takes the bound away. */
    void setTotalDeadline(long deadline) {
        deadlines.setTotal(deadline);
    }

    /** Lets go of who used the connection. It has to be given another client before it is used again. */
    void rest() {
        client = NOBODY;
        deadlines.setTotal(Watchdog.NEVER);
    }

    /** Sends a message; the client hears {@code delivered} or {@code closed}. */
    void submit(Transaction transaction) {
        Watchdog.shared().add(this);
        account.submitted();
        pump.perform(session.submit(transaction));
        pump.run();
    }

    /** Tells, after a message, that the next one finds the connection used. */
    void markUsed() {
        used = true;
        events.restart();
    }

    /**
     * Says goodbye on the loop, or just leaves when the server has gone already; the client hears {@code closed}. Whoever has the
     * connection calls, on any thread.
     */
    void leave() {
        Door.looping().enter(() -> {
            if (comeTo(Door.looping())) {
                quit();
            } else {
                abort(new Loss(FailureKind.CONNECTION, "the server closed the idle connection", null));
            }
        });
    }

    void quit() {
        Watchdog.shared().add(this);
        pump.perform(session.quit());
        pump.run();
    }

    /** Ends whatever is under way, from any thread, without a goodbye. */
    void abort(Loss loss) {
        if (!abortReason.compareAndSet(null, loss)) {
            return;
        }
        dialer.abort();
        Socket open = socket;
        if (open != null) {
            open.close();
        }
        pump.abandon();
        if (!door.isBlocking()) {
            door.enter(() -> end(loss));
        }
    }

    /**
     * Brings a connection that rests to a door, if it is still good as far as can be told without asking the server (no NOOP, no
     * RSET). Whoever has the connection calls, on any thread.
     *
     * @return false if the connection is of no more use; it can still be aborted, through the new door
     */
    boolean comeTo(Door next) {
        door = next;
        pump.setDoor(next);
        Socket open = socket;
        return open != null
                && session.state() == SessionState.READY
                && !session.login().isOver()
                && abortReason.get() == null
                && pump.isCaughtUp()
                && isSilent(open, next);
    }

    /** What has come unasked is a goodbye, or a reply too many, and in any case the end. */
    private boolean isSilent(Socket open, Door next) {
        TlsWire above = tls;
        try {
            if (open.isBlocking() != next.isBlocking()) {
                open.setBlocking(next.isBlocking());
            }
            return (above == null || !above.hasInput()) && open.receiveAvailable(ByteBuffer.allocate(1)) == 0;
        } catch (SocketException | IllegalStateException expected) {
            return false; // Gone while it was idle: the next message takes a new connection.
        }
    }

    ConnectionFacts facts() {
        return new ConnectionFacts(
                options.server(), address, tlsFacts, session.login().mechanism(), used);
    }

    Account account() {
        return account;
    }

    @Override
    public void dialling(SmtpOptions server) {
        options = server;
        deadlines.dialling();
    }

    @Override
    public void connected(Socket connected) {
        socket = connected;
        dialling = false;
        account.connected();
        if (connected.getRemoteEndPoint() instanceof InetSocketAddress peer) {
            address = peer;
            events.connected(peer);
        }
        PlainWire wire = new PlainWire(connected);
        plain = wire;
        stepped();
        if (options.tls().mode() == TlsMode.IMPLICIT) {
            secure();
        } else {
            begin(wire, false);
        }
        pump.run();
    }

    @Override
    public void failed(Loss loss) {
        dialling = false;
        Loss reason = interruption(loss);
        closed(new Action.Close(
                new Failure(reason.kind(), reason.text(), DeliveryOutcome.NOT_SENT, null, reason.cause())));
    }

    @Override
    public void secure() {
        Wire below = plain;
        if (below == null) {
            throw new IllegalStateException("there is no connection to secure");
        }
        try {
            SSLEngine client = TlsEngines.client(options);
            TlsWire above = new TlsWire(below, client, pump::offload);
            engine = client;
            tls = above;
            boolean pending = above.handshakeAsync(() -> {
                handshakeEnded(above);
                pump.run();
            });
            if (!pending) {
                handshakeEnded(above); // Whoever called runs the pump.
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            pump.fail(new Loss(FailureKind.TLS, "TLS can't be set up: " + e.getMessage(), e));
        }
    }

    private void handshakeEnded(TlsWire above) {
        if (session.state() == SessionState.CLOSED) {
            return;
        }
        if (above.error() != null) {
            pump.fail(explain(above.error()));
            return;
        }
        tlsFacts = above.facts();
        CertificateException doubt = TlsEngines.doubt(options, tlsFacts.peerCertificates());
        if (doubt != null) {
            pump.fail(new Loss(FailureKind.TLS, TlsTrouble.explain(options, doubt), doubt));
            return;
        }
        events.secured(tlsFacts);
        if (session.state() == SessionState.NEW) {
            begin(above, true);
        } else {
            pump.setWire(above);
            pump.perform(session.secured());
        }
    }

    private void begin(Wire wire, boolean secured) {
        Socket open = socket;
        SocketAddress local = open == null ? null : open.getLocalEndPoint();
        session.start(ClientDomain.of(options.clientDomain(), local), secured);
        pump.setWire(wire);
        stepped();
    }

    @Override
    public void ready() {
        account.ready(facts());
        client.ready();
    }

    @Override
    public void delivered(Action.Deliver delivery) {
        Watchdog.shared().remove(this); // What is idle has no deadline, and the watchdog may rest.
        account.delivered();
        client.delivered(delivery.transaction(), delivery.failure());
    }

    @Override
    public void rested() {
        client.rested();
    }

    @Override
    public void closed(Action.Close close) {
        if (gone) {
            return;
        }
        gone = true;
        Watchdog.shared().remove(this);
        TlsWire above = tls;
        if (above != null && close.failure() == null) {
            above.closeNotify();
        }
        Socket open = socket;
        if (open != null) {
            open.close();
        }
        Failure failure = close.failure();
        account.closed(options.server(), failure == null ? "QUIT" : failure.text());
        client.closed(failure);
    }

    @Override
    public void progress(long sent, long size) {
        events.progress(sent, size);
    }

    @Override
    public Loss explain(@Nullable SocketError error) {
        return interruption(whyLost(error));
    }

    private Loss whyLost(@Nullable SocketError error) {
        TlsWire above = tls;
        if (above != null && above.failure() != null) {
            return new Loss(FailureKind.TLS, TlsTrouble.explain(options, above.failure()), above.failure());
        }
        return Loss.of(error, above != null && tlsFacts == null);
    }

    /** Whoever ended the connection on purpose has said why; that counts, not what the socket says of it. */
    private Loss interruption(Loss loss) {
        Loss reason = abortReason.get();
        if (reason != null) {
            return reason;
        }
        boolean interrupted = door.isBlocking() && Thread.currentThread().isInterrupted();
        return interrupted ? new Loss(FailureKind.CANCELLED, "the sending thread was interrupted", loss.cause()) : loss;
    }

    private void end(Loss loss) {
        if (!dialling) {
            pump.fail(loss);
        }
    }

    @Override
    public void stepped() {
        deadlines.stepped(session.state(), session.awaited());
        account.stepped(session.state());
    }

    @Override
    public long deadline() {
        return deadlines.next();
    }

    /** The order matters: whoever is the client now is asked only about a deadline that is its own. */
    @Override
    public void expired() {
        Client current = client;
        long now = System.nanoTime();
        if (deadlines.isTotalPast(now)) {
            current.expired(this, new Loss(FailureKind.TIMEOUT, "the send took longer than its limit", null));
        } else if (deadlines.isStepPast(now)) {
            deadlines.stepExpired();
            if (dialling) {
                dialer.expire();
            } else {
                current.expired(
                        this, new Loss(FailureKind.TIMEOUT, "the server took longer than the step's limit", null));
            }
        }
    }
}
