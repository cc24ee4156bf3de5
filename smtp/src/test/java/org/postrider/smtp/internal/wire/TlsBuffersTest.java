package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.sockets.SocketError;

/** Buffers are borrowed while something is in them, and nobody finds in them what another has left. */
@Execution(ExecutionMode.CONCURRENT)
class TlsBuffersTest {
    private static final int ROUNDS = 25;

    /** What may go wrong, at whatever moment. */
    private static final List<Fault> FAULTS = List.of(
            pair -> pair.below.close(),
            pair -> pair.below.failWith(SocketError.CONNECTION_RESET),
            pair -> pair.below.endAfter(0),
            pair -> pair.below.endAfter(100),
            pair -> pair.below.deliver(new byte[] {23, 3, 3, 0, 3, 1, 2, 3}),
            pair -> pair.below.deliver(new byte[] {21, 3, 3, 0, 2, 2, 40}),
            pair -> pair.server.take(new byte[] {23, 3, 3, 0, 3, 1, 2, 3}),
            pair -> pair.server.sayFarewell(),
            pair -> pair.wire.closeNotify());

    private interface Fault {
        void strike(TlsPair pair);
    }

    private final Random random = new Random(11);

    static Stream<Weather> weathers() {
        return Weather.all();
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void connectionThatRestsHoldsNoBuffer(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            assertThat(pair.buffers.lent()).isZero();
            pair.shakeHands();
            assertThat(pair.buffers.lent()).isZero();
            assertThat(pair.send(bytes(70_000))).isEqualTo(SocketError.SUCCESS);
            assertThat(pair.buffers.lent()).isZero();
            pair.server.say(bytes(5000));
            pair.receive(5000);
            assertThat(pair.wire.hasInput()).isFalse();
            assertThat(pair.buffers.lent()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void connectionThatWaitsForAReplyHoldsOneBuffer(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            pair.receive(0); // Under TLS 1.3 there may be tickets to take in first.
            WireArgs args = new WireArgs(100, () -> {});
            assertThat(pair.wire.receiveAsync(args)).isTrue();
            pair.below.settle();
            assertThat(pair.buffers.lent()).isEqualTo(1);
            assertThat(pair.send(bytes(10))).isEqualTo(SocketError.SUCCESS);
            assertThat(pair.buffers.lent()).isEqualTo(1);
            pair.server.say(bytes(100));
            pair.below.settle();
            assertThat(pair.buffers.lent()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void messagesMakeNoBufferAfterTheFirst(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            exchange(pair);
            int made = pair.buffers.made();
            assertThat(made).isBetween(2, 3);
            for (int i = 0; i < 20; i++) {
                exchange(pair);
            }
            assertThat(pair.buffers.made()).isEqualTo(made);
        }
    }

    private void exchange(TlsPair pair) {
        byte[] there = bytes(3000);
        assertThat(pair.send(there)).isEqualTo(SocketError.SUCCESS);
        assertThat(pair.server.plaintext()).isEqualTo(there);
        byte[] back = bytes(200);
        pair.server.say(back);
        assertThat(pair.receive(200)).isEqualTo(back);
    }

    /** The engine of the JDK decrypts in place, so it isn't only in the buffer for plaintext where replies are found. */
    @ParameterizedTest
    @MethodSource("weathers")
    void nothingInClearIsLeftInABufferThatComesBack(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            byte[] mark = bytes(8);
            byte[] secrets = new byte[40_000];
            for (int i = 0; i < secrets.length; i++) {
                secrets[i] = mark[i % mark.length];
            }
            pair.buffers.forbid(mark);
            pair.shakeHands();
            assertThat(pair.send(secrets)).isEqualTo(SocketError.SUCCESS);
            pair.server.say(secrets);
            assertThat(pair.receive(10)).isEqualTo(Arrays.copyOf(secrets, 10));
            assertThat(pair.receive(secrets.length - 10)).hasSize(secrets.length - 10);
            pair.server.say(secrets);
            pair.server.sayFarewell();
            assertThat(pair.receive(secrets.length)).isEqualTo(secrets);
            assertThat(pair.receive(10)).isEmpty();
            assertThat(pair.buffers.lent()).isZero();
        }
    }

    /** However it ends, in the middle of whatever: each operation ends once, and no buffer comes back twice or too early. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void faultAtAnyMomentGivesNoBufferBackThatIsInUse(String protocol, boolean later) {
        for (int seed = 0; seed < ROUNDS * FAULTS.size(); seed++) {
            Random chance = new Random(seed);
            IntSupplier chunk = () -> 1 + chance.nextInt(1 << chance.nextInt(15));
            TlsPair pair = new TlsPair(new Weather(protocol, 0, later), "localhost", chunk);
            List<int[]> endings = new ArrayList<>();
            endings.add(shakeHands(pair));
            pair.below.settle(chance.nextInt(30));
            if (chance.nextBoolean()) {
                pair.below.settle();
                endings.add(send(pair, 1 + chance.nextInt(80_000)));
                pair.server.say(bytes(1 + chance.nextInt(20_000)));
                endings.add(receive(pair, 1 + chance.nextInt(30_000)));
                pair.below.settle(chance.nextInt(6));
            }
            FAULTS.get(seed % FAULTS.size()).strike(pair);
            pair.below.settle(chance.nextInt(6));
            pair.below.close();
            pair.below.settle();
            assertThat(endings)
                    .as("seed %s", seed)
                    .allSatisfy(ended -> assertThat(ended).containsExactly(1));
            pair.close();
        }
    }

    private static int[] shakeHands(TlsPair pair) {
        int[] ended = {0};
        if (!pair.wire.handshakeAsync(() -> ended[0]++)) {
            ended[0]++;
        }
        return ended;
    }

    private int[] send(TlsPair pair, int count) {
        int[] ended = {0};
        WireArgs args = new WireArgs(count, () -> ended[0]++);
        args.buffer().put(bytes(count));
        if (!pair.wire.sendAsync(args)) {
            ended[0]++;
        }
        return ended;
    }

    private static int[] receive(TlsPair pair, int count) {
        int[] ended = {0};
        if (!pair.wire.receiveAsync(new WireArgs(count, () -> ended[0]++))) {
            ended[0]++;
        }
        return ended;
    }

    /** Many connections, whose operations are pending at the same time, pass the same few buffers round. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void connectionsThatShareBuffersHearEachItsOwnServer(String protocol) {
        CheckedBuffers shared = new CheckedBuffers();
        List<TlsPair> pairs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pairs.add(new TlsPair(new Weather(protocol, 0, true), "localhost", () -> 1 + random.nextInt(3000), shared));
        }
        pairs.forEach(TlsPair::shakeHands);
        int made = shared.made();
        for (int round = 0; round < 50; round++) {
            List<byte[]> said = new ArrayList<>();
            for (TlsPair pair : pairs) {
                byte[] there = bytes(1 + random.nextInt(40_000));
                said.add(there);
                send(pair, there);
            }
            for (int turn = 0; turn < 100; turn++) {
                pairs.get(random.nextInt(pairs.size())).below.settle(1);
            }
            for (int i = 0; i < pairs.size(); i++) {
                TlsPair pair = pairs.get(i);
                pair.below.settle();
                assertThat(pair.server.plaintext()).as("round %s", round).isEqualTo(said.get(i));
                pair.server.say(said.get(i));
                assertThat(pair.receive(said.get(i).length))
                        .as("round %s", round)
                        .isEqualTo(said.get(i));
            }
        }
        assertThat(shared.lent()).isZero();
        assertThat(shared.made()).isLessThanOrEqualTo(made + pairs.size());
        shared.check();
    }

    private static void send(TlsPair pair, byte[] bytes) {
        WireArgs args = new WireArgs(bytes.length, () -> {});
        args.buffer().put(bytes);
        assertThat(pair.wire.sendAsync(args)).isTrue();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
