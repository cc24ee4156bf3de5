package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.sockets.SocketError;

/** TLS over a wire of which the test decides what it delivers, in which pieces, and when. */
@Execution(ExecutionMode.CONCURRENT)
class TlsWireTest {
    /** Application data of which nothing is right but its length. */
    private static final byte[] BROKEN_RECORD =
            ByteBuffer.allocate(45).put(new byte[] {23, 3, 3, 0, 40}).array();

    private static final int SEEDS = 25;

    private final Random random = new Random(7);

    static Stream<Weather> weathers() {
        return Weather.all();
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void plaintextIsTheSameAtBothEnds(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            assertThat(pair.wire.failure()).isNull();
            assertThat(pair.wire.facts().protocol()).isEqualTo(weather.protocol());
            assertThat(pair.wire.facts().peerCertificates()).isNotEmpty();
            for (int size : new int[] {1, 0x3fff, 0x4001, 200_000, random.nextInt(50_000) + 1}) {
                byte[] there = bytes(weather.chunk() == 1 ? size % 20_000 + 1 : size);
                assertThat(pair.send(there)).isEqualTo(SocketError.SUCCESS);
                assertThat(pair.server.plaintext()).isEqualTo(there);
                byte[] back = bytes(there.length);
                pair.server.say(back);
                assertThat(pair.receive(back.length)).isEqualTo(back);
            }
        }
    }

    /** Seeded, so that what fails once fails again; pieces of one octet, of several records, and of anything between. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void anySplitOfTheStreamGivesTheSamePlaintext(String protocol, boolean later) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random sizes = new Random(seed);
            IntSupplier chunk = () -> 1 + sizes.nextInt(1 << sizes.nextInt(17));
            try (TlsPair pair = new TlsPair(new Weather(protocol, 0, later), "localhost", chunk)) {
                pair.shakeHands();
                byte[] there = bytes(1 + sizes.nextInt(60_000));
                byte[] back = bytes(1 + sizes.nextInt(60_000));
                assertThat(pair.send(there)).as("seed %s", seed).isEqualTo(SocketError.SUCCESS);
                pair.server.say(back);
                assertThat(pair.server.plaintext()).as("seed %s", seed).isEqualTo(there);
                assertThat(pair.receive(back.length)).as("seed %s", seed).isEqualTo(back);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void whatComesWithTheHandshakeIsKeptForTheFirstReceive(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            byte[] greeting = bytes(100);
            pair.server.whenShaken = () -> pair.server.say(greeting);
            pair.shakeHands();
            assertThat(pair.receive(40)).isEqualTo(Arrays.copyOf(greeting, 40));
            assertThat(pair.wire.hasInput()).isTrue();
            assertThat(pair.receive(60)).isEqualTo(Arrays.copyOfRange(greeting, 40, 100));
            assertThat(pair.wire.hasInput()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void certificateForAnotherNameFailsTheHandshake(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "elsewhere.example")) {
            pair.shakeHands();
            assertThat(pair.wire.failure()).isNotNull();
            assertThat(pair.wire.error()).isEqualTo(SocketError.CONNECTION_ABORTED);
            assertThat(pair.send(bytes(10))).isEqualTo(SocketError.CONNECTION_ABORTED);
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void endOfStreamInTheHandshakeIsAFailure(Weather weather) {
        for (int after : new int[] {0, 3, 60, 600}) {
            try (TlsPair pair = new TlsPair(weather, "localhost")) {
                pair.below.endAfter(after);
                pair.shakeHands();
                assertThat(pair.wire.failure()).isNotNull().hasMessageContaining("during the TLS handshake");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void errorOfTheWireInTheHandshakeIsNoFailureOfTls(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.below.failWith(SocketError.CONNECTION_RESET);
            pair.shakeHands();
            assertThat(pair.wire.error()).isEqualTo(SocketError.CONNECTION_RESET);
            assertThat(pair.wire.failure()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void farewellIsTheEndOfTheStream(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            byte[] last = bytes(30);
            pair.server.say(last);
            pair.server.sayFarewell();
            assertThat(pair.receive(30)).isEqualTo(last);
            assertThat(pair.receive(10)).isEmpty();
            assertThat(pair.lastError).isEqualTo(SocketError.SUCCESS);
            assertThat(pair.send(bytes(10))).isIn(SocketError.SUCCESS, SocketError.SHUTDOWN);
            assertThat(pair.wire.failure()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void farewellOfOursReachesTheServer(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            pair.wire.closeNotify();
            pair.below.settle();
            assertThat(pair.server.isFarewellHeard()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void brokenRecordIsAFailureForEverythingAfterIt(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            byte[] before = bytes(30);
            pair.server.say(before);
            pair.below.deliver(BROKEN_RECORD);
            assertThat(pair.receive(30)).isEqualTo(before);
            assertThat(pair.receive(10)).isEmpty();
            assertThat(pair.lastError).isEqualTo(SocketError.CONNECTION_ABORTED);
            assertThat(pair.wire.failure()).isNotNull();
            assertThat(pair.send(bytes(10))).isEqualTo(SocketError.CONNECTION_ABORTED);
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void alertOfTheServerIsAFailure(Weather weather) {
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            pair.server.take(BROKEN_RECORD);
            assertThat(pair.receive(10)).isEmpty();
            assertThat(pair.lastError).isEqualTo(SocketError.CONNECTION_ABORTED);
            assertThat(pair.wire.failure()).isNotNull().hasMessageContaining("alert");
        }
    }

    /** A length that no engine takes, and one that the JDK's would wait for: it allows twice what the RFC does. */
    @ParameterizedTest
    @MethodSource("weathers")
    void hugeRecordIsAFailure(Weather weather) {
        for (int length : new int[] {0xffff, 20_000}) {
            try (TlsPair pair = new TlsPair(weather, "localhost")) {
                pair.shakeHands();
                byte[] huge = ByteBuffer.allocate(70_000)
                        .put(new byte[] {23, 3, 3})
                        .putShort((short) (length & 0xffff))
                        .array();
                pair.below.deliver(huge);
                assertThat(pair.receive(10)).isEmpty();
                assertThat(pair.lastError).isEqualTo(SocketError.CONNECTION_ABORTED);
                assertThat(pair.wire.failure()).isNotNull();
            }
        }
    }

    /** The answer to a change of keys has to find its way out between the caller's own sends. */
    @ParameterizedTest
    @MethodSource("weathers")
    void keysMayChangeInTheMiddle(Weather weather) {
        if (weather.protocol().equals("TLSv1.2")) {
            return;
        }
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            for (int round = 0; round < 3; round++) {
                pair.server.changeKeys();
                byte[] back = bytes(5000);
                pair.server.say(back);
                assertThat(pair.receive(5000)).isEqualTo(back);
                byte[] there = bytes(5000);
                assertThat(pair.send(there)).isEqualTo(SocketError.SUCCESS);
                assertThat(pair.server.plaintext()).isEqualTo(there);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void serverThatChangesItsKeysForEverIsAFailure(Weather weather) {
        if (weather.protocol().equals("TLSv1.2")) {
            return;
        }
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            byte[] back = bytes(30);
            for (int round = 0; round < 3; round++) {
                changeKeys(pair, RecordRules.MOST_BARREN - 2); // A ticket of the handshake is one more.
                pair.server.say(back);
                assertThat(pair.receive(30)).isEqualTo(back);
            }
            changeKeys(pair, RecordRules.MOST_BARREN + 1);
            pair.server.say(back);
            assertThat(pair.receive(30)).isEmpty();
            assertThat(pair.lastError).isEqualTo(SocketError.CONNECTION_ABORTED);
            assertThat(pair.wire.failure()).isNotNull().hasMessageContaining("records that bring nothing");
        }
    }

    /** Else the engine would keep the answers, one for each change of keys. */
    @ParameterizedTest
    @MethodSource("weathers")
    void serverThatDoesNotReadIsNotHeardFurtherThanItIsAnswered(Weather weather) {
        if (weather.protocol().equals("TLSv1.2")) {
            return;
        }
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            pair.below.stuff();
            byte[] back = bytes(3);
            for (byte octet : back) {
                changeKeys(pair, 2);
                pair.server.say(new byte[] {octet});
            }
            int[] ended = {0};
            WireArgs args = new WireArgs(1, () -> ended[0]++);
            assertThat(pair.wire.receiveAsync(args.range(1))).isTrue();
            pair.below.settle();
            assertThat(ended[0]).isZero();

            pair.below.unstuff();
            pair.below.settle();
            assertThat(ended[0]).isEqualTo(1);
            assertThat(args.buffer().get(0)).isEqualTo(back[0]);
            assertThat(pair.receive(2)).containsExactly(back[1], back[2]);
        }
    }

    private static void changeKeys(TlsPair pair, int times) {
        for (int i = 0; i < times; i++) {
            pair.server.changeKeys();
        }
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void serverThatRenegotiatesIsAFailureAndGetsNoSecondHandshake(Weather weather) {
        if (weather.protocol().equals("TLSv1.3")) {
            return;
        }
        try (TlsPair pair = new TlsPair(weather, "localhost")) {
            pair.shakeHands();
            byte[] before = bytes(30);
            pair.server.say(before);
            pair.server.changeKeys();
            pair.server.say(bytes(30));
            assertThat(pair.receive(30)).isEqualTo(before);
            long said = pair.server.taken();
            assertThat(pair.receive(10)).isEmpty();
            assertThat(pair.lastError).isEqualTo(SocketError.CONNECTION_ABORTED);
            assertThat(pair.wire.failure()).isNotNull().hasMessageContaining("renegotiate");
            assertThat(pair.send(bytes(10))).isEqualTo(SocketError.CONNECTION_ABORTED);
            assertThat(pair.server.taken()).isEqualTo(said);
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
