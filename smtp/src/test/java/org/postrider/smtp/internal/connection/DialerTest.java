package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.StepLimits;
import org.postrider.sockets.Socket;

/** Whatever a name leads to, the line is there a moment after an address answers, or the reason is told. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class DialerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Loop HOME = Loops.shared().next();
    private static final String ONE = "127.0.0.1";
    private static final String TWO = "127.0.0.2";

    /** Takes what comes of dialling. */
    private static final class Caller implements Dialer.Caller, AutoCloseable {
        final CompletableFuture<Socket> connected = new CompletableFuture<>();
        final CompletableFuture<Loss> failed = new CompletableFuture<>();
        final AtomicInteger stages = new AtomicInteger();

        @Override
        public void dialling(SmtpOptions server) {
            stages.incrementAndGet();
        }

        @Override
        public void connected(Socket socket) {
            assertThat(connected.complete(socket)).isTrue();
        }

        @Override
        public void failed(Loss loss) {
            assertThat(failed.complete(loss)).isTrue();
        }

        String reached() {
            InetSocketAddress peer = (InetSocketAddress)
                    connected.orTimeout(20, TimeUnit.SECONDS).join().getRemoteEndPoint();
            return peer.getAddress().getHostAddress();
        }

        Loss loss() {
            return failed.orTimeout(20, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            connected.thenAccept(Socket::close);
        }
    }

    /** A listener whose queue is full: the kernel answers no connect any more. */
    private static final class Deaf implements AutoCloseable {
        private final List<SocketChannel> queued = new ArrayList<>();
        private final ServerSocket socket;

        Deaf(String address) throws IOException {
            socket = new ServerSocket(0, 1, InetAddress.getByName(address));
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                queued.add(channel);
                channel.configureBlocking(false);
                channel.connect(socket.getLocalSocketAddress());
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (SocketChannel channel : queued) {
                channel.close();
            }
        }
    }

    private static Door door(boolean blocking) {
        return blocking ? Door.BLOCKING : HOME;
    }

    private static ServerSocket listening(String address, int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getByName(address));
    }

    private static Addresses addresses(String... literals) {
        return host -> {
            List<InetAddress> found = new ArrayList<>();
            for (String literal : literals) {
                found.add(InetAddress.getByName(literal));
            }
            return found;
        };
    }

    private static SmtpOptions.Builder to(int port) {
        return SmtpOptions.builder("mail.example.com").port(port);
    }

    private static Dialer dialer(SmtpOptions.Builder options, boolean blocking, Caller caller, Addresses resolver) {
        return new Dialer(
                new Servers(options.build()).tour(), door(blocking), HOME, SmtpListener.NONE, caller, resolver);
    }

    /** Starts to dial on a thread that may wait. */
    private static Thread dial(Dialer dialer) {
        Thread thread = new Thread(() -> dialer.dial(Workers.shared()));
        thread.start();
        return thread;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addressThatNobodyAnswersAtCostsTheNextOneAMoment(boolean blocking) throws IOException {
        try (Deaf deaf = new Deaf(ONE);
                ServerSocket server = listening(TWO, deaf.port());
                Caller caller = new Caller()) {
            long begun = System.nanoTime();
            dial(dialer(to(server.getLocalPort()), blocking, caller, addresses(ONE, TWO)));
            assertThat(caller.reached()).isEqualTo(TWO);
            assertThat(caller.connected.join().isBlocking()).isEqualTo(blocking);
            assertThat(caller.stages).hasValue(3);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(250), SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addressThatRefusesIsFollowedByTheNextOne(boolean blocking) throws IOException {
        try (ServerSocket server = listening(TWO, 0);
                Caller caller = new Caller()) {
            dial(dialer(to(server.getLocalPort()), blocking, caller, addresses(ONE, "127.0.0.3", TWO)));
            assertThat(caller.reached()).isEqualTo(TWO);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusalByAllNamesEveryAddress(boolean blocking) throws IOException {
        int port;
        try (ServerSocket gone = listening(TWO, 0)) {
            port = gone.getLocalPort();
        }
        try (Caller caller = new Caller()) {
            dial(dialer(to(port), blocking, caller, addresses(ONE, TWO)));
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(caller.loss().text())
                    .startsWith("can't connect to mail.example.com:" + port)
                    .contains("/127.0.0.1:" + port + ", /127.0.0.2:" + port)
                    .contains("connection refused");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void expiryEndsTheRaceOfAddressesThatNobodyAnswersAt(boolean blocking) throws IOException {
        try (Deaf deaf = new Deaf(ONE);
                Caller caller = new Caller()) {
            Dialer dialer = dialer(to(deaf.port()), blocking, caller, addresses(ONE));
            dial(dialer);
            await().atMost(SOON).until(() -> caller.stages.get() == 3);
            dialer.expire();
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(caller.loss().text()).contains("no answer in time");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lookupThatHangsIsNotWaitedForBeyondItsLimit(boolean blocking) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (Caller caller = new Caller()) {
            Dialer dialer = dialer(to(25), blocking, caller, hanging(asked, answer));
            dial(dialer);
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            dialer.expire();
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(caller.loss().text()).contains("the name lookup for mail.example.com took too long");
        } finally {
            answer.countDown();
        }
    }

    private static Addresses hanging(CountDownLatch asked, CountDownLatch answer) {
        return host -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return List.of(InetAddress.getLoopbackAddress());
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void abortEndsALookupThatHangs(boolean blocking) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (Caller caller = new Caller()) {
            Dialer dialer = dialer(to(25), blocking, caller, hanging(asked, answer));
            dial(dialer);
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            dialer.abort();
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CANCELLED);
        } finally {
            answer.countDown();
        }
    }

    @Test
    void interruptEndsTheWaitForAnAnswer() throws IOException {
        try (Deaf deaf = new Deaf(ONE);
                Caller caller = new Caller()) {
            Thread waiting = dial(dialer(to(deaf.port()), true, caller, addresses(ONE)));
            await().atMost(SOON).until(() -> caller.stages.get() == 3);
            waiting.interrupt();
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CANCELLED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nameThatDoesNotExistIsTold(boolean blocking) {
        try (Caller caller = new Caller()) {
            dial(dialer(to(25), blocking, caller, host -> {
                throw new UnknownHostException(host);
            }));
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(caller.loss().text()).contains("can't be found");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lookupThatNoThreadIsToBeHadForIsTold(boolean blocking) {
        try (Caller caller = new Caller()) {
            Dialer dialer = dialer(to(25), blocking, caller, addresses(ONE));
            dialer.dial(task -> {
                throw new OutOfMemoryError("unable to create native thread, as the test wants it");
            });
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(caller.loss().text()).contains("no thread");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lookupThatBreaksIsTold(boolean blocking) {
        try (Caller caller = new Caller()) {
            dial(dialer(to(25), blocking, caller, host -> {
                throw new NoClassDefFoundError("as the test wants it");
            }));
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(caller.loss().text()).contains("as the test wants it");
        }
    }

    // The own address.

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionComesFromTheLocalAddress(boolean blocking) throws IOException {
        try (ServerSocket server = listening(ONE, 0);
                Caller caller = new Caller()) {
            InetSocketAddress local = new InetSocketAddress("127.0.0.7", 0);
            dial(dialer(
                    to(server.getLocalPort()).route(RouteOptions.DIRECT.withLocalEndPoint(local)),
                    blocking,
                    caller,
                    addresses(ONE)));
            assertThat(server.accept().getInetAddress()).isEqualTo(local.getAddress());
            caller.reached();
        }
    }

    /** Two attempts at a time would fight for the port. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void localPortIsUsedByOneAttemptAtATime(boolean blocking) throws IOException {
        int port;
        try (ServerSocket free = listening("127.0.0.8", 0)) {
            port = free.getLocalPort();
        }
        try (Deaf deaf = new Deaf(ONE);
                ServerSocket server = listening(TWO, deaf.port());
                Caller caller = new Caller()) {
            SmtpOptions.Builder options = to(server.getLocalPort())
                    .route(RouteOptions.DIRECT.withLocalEndPoint(new InetSocketAddress("127.0.0.8", port)))
                    .limits(StepLimits.ofEach(Duration.ofSeconds(2)));
            dial(dialer(options, blocking, caller, addresses(ONE, TWO)));
            assertThat(server.accept().getPort()).isEqualTo(port);
            assertThat(caller.reached()).isEqualTo(TWO);
        }
    }

    @Test
    void localAddressOfAnotherMachineIsTold() throws IOException {
        try (ServerSocket server = listening(ONE, 0);
                Caller caller = new Caller()) {
            InetSocketAddress foreign = new InetSocketAddress("192.0.2.1", 0);
            dial(dialer(
                    to(server.getLocalPort()).route(RouteOptions.DIRECT.withLocalEndPoint(foreign)),
                    true,
                    caller,
                    addresses(ONE)));
            assertThat(caller.loss().text()).contains("local end point");
        }
    }

    @Test
    void localAddressHasToBeOne() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("here", 0);
        assertThatThrownBy(() -> to(25).route(RouteOptions.DIRECT.withLocalEndPoint(name)))
                .hasMessageContaining("isn't resolved");
        assertThat(to(25).route(RouteOptions.DIRECT.withLocalEndPoint(new InetSocketAddress("127.0.0.1", 0)))
                        .build())
                .isNotEqualTo(to(25).build());
    }

    // The order.

    @Test
    void familiesTakeTurns() throws UnknownHostException {
        Addresses found = addresses("2001:db8::1", "2001:db8::2", "192.0.2.1", "2001:db8::3", "192.0.2.2");
        assertThat(Addresses.byTurns(found.of(""), 25))
                .extracting(address -> address.getAddress().getHostAddress())
                .containsExactly(
                        "2001:db8:0:0:0:0:0:1",
                        "192.0.2.1",
                        "2001:db8:0:0:0:0:0:2",
                        "192.0.2.2",
                        "2001:db8:0:0:0:0:0:3");
    }

    @Test
    void firstAddressOfTheSystemStaysTheFirst() throws UnknownHostException {
        Addresses found = addresses("192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1");
        assertThat(Addresses.byTurns(found.of(""), 25))
                .extracting(address -> address.getAddress().getHostAddress())
                .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "192.0.2.2", "192.0.2.3");
    }

    /** IPv4 that leads nowhere, IPv6 that answers. */
    @Test
    void otherFamilyAnswersWhereTheFirstIsSilent() throws IOException {
        InetAddress six = InetAddress.getByName("::1");
        try (Deaf deaf = new Deaf(ONE);
                ServerSocket server = sixth(six, deaf.port());
                Caller caller = new Caller()) {
            assumeTrue(server.isBound(), "this machine has no IPv6");
            dial(dialer(to(deaf.port()), true, caller, addresses(ONE, TWO, "::1")));
            assertThat(caller.reached()).isEqualTo("0:0:0:0:0:0:0:1");
        }
    }

    private static ServerSocket sixth(InetAddress address, int port) throws IOException {
        try {
            return new ServerSocket(port, 50, address);
        } catch (IOException noIpv6) {
            return new ServerSocket();
        }
    }

    /** Looked up and checked by one name: what a system makes of other letters by itself is no business of ours. */
    @Test
    void nameBeyondAsciiIsLookedUpAsItIsChecked() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        Addresses resolver = host -> {
            asked.add(host);
            return List.of(InetAddress.getByName(ONE));
        };
        try (ServerSocket server = listening(ONE, 0)) {
            for (String host : List.of("b\u00fccher.example", "mail.example.com.")) {
                try (Caller caller = new Caller()) {
                    dial(dialer(SmtpOptions.builder(host).port(server.getLocalPort()), true, caller, resolver));
                    assertThat(caller.reached()).isEqualTo(ONE);
                }
            }
        }
        assertThat(asked).containsExactly("xn--bcher-kva.example", "mail.example.com.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nameThatIsTwoDomainsIsNotLookedUp(boolean blocking) {
        Addresses resolver = host -> {
            throw new AssertionError("asked for " + host);
        };
        try (Caller caller = new Caller()) {
            dial(dialer(SmtpOptions.builder("fa\u00DF.de"), blocking, caller, resolver));
            assertThat(caller.loss().kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(caller.loss().text()).contains("fa\u00DF.de", "give its xn-- form");
        }
    }

    /** The races of both doors are run by the loop; here the listener is called in its middle. */
    @Test
    void socketsThatLoseTheRaceAreClosed() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "this system doesn't tell what is being connected");
        try (Deaf deaf = new Deaf("127.0.0.4");
                ServerSocket server = listening("127.0.0.5", deaf.port());
                Caller caller = new Caller()) {
            long before = connecting("127.0.0.4", deaf.port());
            AtomicLong during = new AtomicLong();
            SmtpListener counting = new SmtpListener() {
                @Override
                public void connecting(InetSocketAddress address) {
                    during.set(DialerTest.connecting("127.0.0.4", deaf.port())); // Last when both are under way.
                }
            };
            SmtpOptions options = to(server.getLocalPort()).build();
            Addresses resolver = addresses("127.0.0.4", "127.0.0.5");
            dial(new Dialer(new Servers(options).tour(), HOME, HOME, counting, caller, resolver));
            assertThat(caller.reached()).isEqualTo("127.0.0.5");
            assertThat(during).hasValue(before + 1);
            await().atMost(SOON).until(() -> connecting("127.0.0.4", deaf.port()) == before);
        }
    }

    /** Counts the sockets that wait for an address to answer (state 02, SYN_SENT); the kernel writes addresses in reverse. */
    private static long connecting(String address, int port) {
        String remote =
                String.format("%02X00007F:%04X 02", Integer.parseInt(address.substring("127.0.0.".length())), port);
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp"))) {
            try (Stream<String> more = Files.lines(Path.of("/proc/net/tcp6"))) {
                return Stream.concat(lines, more)
                        .filter(line -> line.contains(remote))
                        .count();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
