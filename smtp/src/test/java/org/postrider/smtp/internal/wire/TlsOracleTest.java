package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.sockets.SocketError;

/** TLS with a peer that we haven't written: a server of tls-channel. The ciphertext is split at random in both directions. */
@Execution(ExecutionMode.CONCURRENT)
class TlsOracleTest {
    private static final int SEEDS = 25;

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void sameIsReadThatWasSaidWhateverTheSplits(String protocol, boolean later) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Talk talk = new Talk(protocol, later, seed);
            for (int round = 0; round < 5; round++) {
                talk.send();
                talk.receive();
            }
            talk.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void eitherHearsTheFarewellOfTheOther(String protocol, boolean later) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Talk talk = new Talk(protocol, later, seed);
            talk.send();
            talk.receive();
            if (seed % 2 == 0) {
                talk.server.sayFarewell();
                talk.expectEnd();
            }
            talk.client.wire.closeNotify();
            talk.client.below.settle();
            assertThat(talk.server.isFarewellHeard()).as("seed %s", seed).isTrue();
            talk.close();
        }
    }

    /** Under TLS 1.3 a farewell ends one direction only (RFC 8446, section 6.1). */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void whoHasSaidFarewellStillHearsTheRest(boolean later) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Talk talk = new Talk("TLSv1.3", later, seed);
            talk.send();
            talk.client.wire.closeNotify();
            talk.client.below.settle();
            assertThat(talk.server.isFarewellHeard()).as("seed %s", seed).isTrue();
            talk.receive();
            talk.server.sayFarewell();
            talk.expectEnd();
            talk.close();
        }
    }

    /** A client and a server that have shaken hands, and their luck. */
    private static final class Talk {
        final TlsChannelPeer server;
        final TlsClient client;
        private final Random random;
        private final String name;

        Talk(String protocol, boolean later, int seed) {
            random = new Random(seed);
            name = "seed " + seed;
            IntSupplier chunk = () -> 1 + random.nextInt(1 << random.nextInt(17));
            IntSupplier orNone = () -> random.nextInt(4) == 0 ? 0 : chunk.getAsInt();
            server = new TlsChannelPeer(TlsClient.SERVER, protocol, orNone);
            Weather weather = new Weather(protocol, 0, later);
            client = new TlsClient(weather, "localhost", chunk, new CheckedBuffers(), server::take);
            server.out = client.below::deliver;
            client.shakeHands();
            assertThat(client.wire.failure()).as(name).isNull();
            assertThat(client.wire.facts().protocol()).isEqualTo(protocol);
        }

        void send() {
            byte[] there = bytes();
            assertThat(client.send(there)).as(name).isEqualTo(SocketError.SUCCESS);
            assertThat(server.plaintext()).as(name).isEqualTo(there);
        }

        void receive() {
            byte[] back = bytes();
            server.say(back);
            assertThat(client.receive(back.length)).as(name).isEqualTo(back);
        }

        void expectEnd() {
            assertThat(client.receive(1)).as(name).isEmpty();
            assertThat(client.lastError).as(name).isEqualTo(SocketError.SUCCESS);
            assertThat(client.wire.failure()).as(name).isNull();
        }

        void close() {
            client.close();
            assertThat(client.buffers.lent()).as(name).isZero();
        }

        private byte[] bytes() {
            byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(17))];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
