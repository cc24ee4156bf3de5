package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsFacts;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.internal.ClientDomain;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.LoginFacts;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.SessionState;
import org.postrider.smtp.internal.session.Transaction;
import org.postrider.smtp.internal.wire.PlainWire;
import org.postrider.smtp.internal.wire.TlsWire;
import org.postrider.smtp.internal.wire.Wire;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketError;

/**
 * One connection to a server: socket, wire, session, and the deadline of the step that it is in.
 *
 * <p>Life cycle: {@link #open}, then transactions one after the other, then {@link #quit} or {@link #abort}; the client is told of each
 * end exactly once. All methods belong to the conversation's thread, but for {@link #abort} and the watchdog's two, which any thread
 * may call: they note why, close the socket, and leave the rest to the conversation's thread.
 */
final class Connection implements Pump.Owner, Dialer.Caller, Watchdog.Watched {
    private static final Client NOBODY = new Bystander();

    private volatile SmtpOptions options;
    private final Transcript events;
    private final Session session;
    private final Pump pump;
    private final Dialer dialer;
    private final Account account;
    private final AtomicReference<@Nullable Loss> abortReason = new AtomicReference<>();
    private final Deadlines deadlines;

    private final Loop home;
    private volatile Door door;
    private volatile Client client;
    private final Line line = new Line();
    private volatile boolean dialling = true;
    private @Nullable Wire plain;
    private final TlsLayer tls = new TlsLayer();
    private final Passengers passengers = new Passengers();
    private final Window window = new Window();
    private boolean opened;
    private final Facts facts = new Facts();
    private boolean gone;

    Connection(Servers.Tour tour, Door door, Loop home, Executor workers, Client client) {
        this.options = tour.service();
        this.home = home;
        this.door = door;
        this.client = client;
        this.deadlines = new Deadlines(options.limits());
        this.events = new Transcript(
                Events.ofConnection(options.listener(), event -> this.door.tell(event)), options.isTranscriptKept());
        this.account = new Account(events, options.tls().mode() == TlsMode.IMPLICIT);
        this.session = new Session(() -> this.options, events.orNone(), new ChannelBindings(tls::engine));
        this.pump = new Pump(session, door, workers, this);
        this.dialer = new Dialer(tour, door, home, events, this, Addresses.SYSTEM);
    }

    /** Connects and goes through greeting, TLS and authentication; the client hears {@code ready} or {@code closed}. */
    void open(Executor workers) {
        Watchdog.shared().add(this);
        account.opened();
        dialer.dial(workers);
    }

    /** Gives the loop that the connection is at home on. */
    Loop home() {
        return home;
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

    /**
     * Takes a message, behind those that are under way; its client hears {@code delivered}, {@code closed} or {@code dropped}. It goes
     * with {@link #goOn()}.
     */
    void submit(Transaction transaction, Client sender) {
        if (!opened || isEnding()) {
            Loss closed = new Loss(FailureKind.CONNECTION, "the connection is closed", null);
            boolean own =
                    sender == client && passengers.count() == 0; // What others have ended it for is no reason of ours.
            sender.closed((own ? interruption(closed) : closed).failure(DeliveryOutcome.NOT_SENT));
            return;
        }
        if (passengers.count() == 0) {
            client = sender; // Who is alone is asked about the limits.
            Watchdog.shared().add(this);
            if (account.isLongIdle()) {
                transaction.beCareful();
            }
        }
        passengers.board(sender);
        pump.perform(session.submit(transaction));
    }

    /** Sends what was submitted; at home with what else has come there by then. */
    void goOn() {
        if (door.isBlocking()) {
            pump.run();
        } else {
            pump.runLater();
        }
    }

    /** Tells whether the connection has ended, or somebody has ended it and its thread is yet to see that. */
    boolean isEnding() {
        return gone || abortReason.get() != null;
    }

    /** Gives how many messages may be under way at once. */
    int window() {
        return Math.min(window.size(), session.depth());
    }

    LoginFacts login() {
        return session.login();
    }

    /** Gives how many messages are under way. */
    int underWay() {
        return passengers.count();
    }

    /**
     * Ends the message of a client, from any thread: with the connection if nobody else is on it. One that lives at home has left it
     * perhaps by the time this gets there, and the connection is with somebody who waits.
     */
    void end(Client sender, boolean waits, Loss loss) {
        if (waits) {
            abort(loss);
        } else {
            home.enter(() -> drop(sender, loss));
        }
    }

    private void drop(Client sender, Loss loss) {
        Transaction message = sender.transaction();
        boolean aboard = door == home && passengers.isAboard(sender);
        boolean alone = aboard ? passengers.count() == 1 : sender == client && !opened;
        if (alone) {
            abort(loss);
        } else if (aboard && message != null) {
            boolean handedOver = message.isHandedOver();
            Failure failure = loss.failure(handedOver ? DeliveryOutcome.IN_DOUBT : DeliveryOutcome.NOT_SENT);
            passengers.abandon(sender);
            sender.dropped(failure);
            if (!handedOver) {
                pump.perform(session.withdraw(message, failure));
                pump.run();
            }
            sender.rested();
        }
    }

    /** Tells, after a message, that the next one finds the connection used. */
    void markUsed() {
        facts.markUsed();
        events.restart();
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
        line.close();
        pump.abandon();
        if (!door.isBlocking()) {
            door.enter(() -> {
                if (!dialling) {
                    pump.fail(loss);
                }
            });
        }
    }

    /**
     * Brings a connection that rests to the blocking door or home, if it is still good as far as can be told without asking the server
     * (no NOOP, no RSET): what it had done by the time when the connection was wanted is seen. Whoever has the connection calls, on any
     * thread. False: the connection is of no more use; it can still be aborted, through the new door.
     */
    boolean comeTo(Door next, long wanted) {
        door = next;
        pump.setDoor(next);
        return session.state() == SessionState.READY
                && !login().isOver()
                && abortReason.get() == null
                && pump.isCaughtUp()
                && !tls.hasInput()
                // What has come unasked is a goodbye, or a reply too many, and in any case the end.
                && line.isSilentAt(next, wanted);
    }

    ConnectionFacts facts() {
        return facts.of(options.server(), line, tls, login().mechanism(), opened);
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
        PlainWire wire = line.connected(connected);
        plain = wire;
        dialling = false;
        account.connected();
        InetSocketAddress peer = line.peer();
        if (peer != null) {
            events.connected(peer);
        }
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
        closed(new Action.Close(reason.failure(DeliveryOutcome.NOT_SENT)));
    }

    @Override
    public void secure() {
        Wire below = plain;
        if (below == null) {
            throw new IllegalStateException("there is no connection to secure");
        }
        tls.secure(below, options, pump, this::secured);
    }

    private void secured(TlsWire above) {
        TlsFacts facts = tls.facts();
        if (facts != null) {
            events.secured(facts);
        }
        if (session.state() == SessionState.NEW) {
            begin(above, true);
        } else {
            pump.setWire(above);
            pump.perform(session.secured());
        }
    }

    private void begin(Wire wire, boolean secured) {
        session.start(ClientDomain.of(options.clientDomain(), line.local()), secured);
        pump.setWire(wire);
        stepped();
    }

    @Override
    public void ready() {
        opened = true;
        account.ready(facts());
        client.ready();
    }

    @Override
    public void delivered(Action.Deliver delivery) {
        boolean full = passengers.count() >= window();
        Client arrived = passengers.getOff(delivery.transaction());
        if (passengers.count() == 0) {
            Watchdog.shared().remove(this); // What is idle has no deadline, and the watchdog may rest.
        }
        window.ended(arrived.took(account.delivered()), delivery.transaction().size(), full);
        arrived.delivered(delivery.transaction(), delivery.failure());
    }

    @Override
    public void rested() {
        passengers.rested();
    }

    @Override
    public void closed(Action.Close close) {
        if (gone) {
            return;
        }
        gone = true;
        Watchdog.shared().remove(this);
        if (close.failure() == null) {
            tls.closeNotify();
        }
        line.close();
        Failure failure = close.failure();
        account.closed(options.server(), failure == null ? "QUIT" : failure.text());
        List<Client> lost = passengers.empty();
        if (!lost.contains(client)) {
            client.closed(failure);
        }
        for (Client passenger : lost) {
            Transaction message = passenger.transaction();
            passenger.closed(failure == null || message == null ? failure : session.fate(message, failure));
        }
    }

    @Override
    public void progress(long sent, long size) {
        events.progress(sent, size);
    }

    @Override
    public Loss explain(@Nullable SocketError error) {
        return interruption(tls.whyLost(error, options));
    }

    /** Whoever ended the connection on purpose has said why; that counts, not what the socket says of it. */
    private Loss interruption(Loss loss) {
        Loss reason = abortReason.get();
        return reason != null ? reason : loss.orInterrupted(door);
    }

    @Override
    public void stepped() {
        deadlines.stepped(session.state(), session.awaited(), pump.heard());
        account.stepped(session.state());
    }

    @Override
    public long deadline() {
        return deadlines.next();
    }

    /**
     * The order matters: whoever is the client now is asked only about a deadline that is its own. What lives at home is ended there, for
     * by then the reply may have come, and the connection be with somebody else.
     */
    @Override
    public void expired() {
        Client current = client;
        int late = deadlines.late(System.nanoTime());
        if (dialling && late > 0) {
            dialer.expire();
        } else if (door.isBlocking()) {
            expired(current, late);
        } else {
            home.enter(() -> expired(current, late));
        }
    }

    private void expired(Client current, int late) {
        if (passengers.wereSeveral() && deadlines.isIn(late)) {
            abort(Deadlines.loss(late, pump.isReading()));
        } else if (deadlines.isIn(late)) {
            current.expired(this, Deadlines.loss(late, pump.isReading()));
        }
    }
}
