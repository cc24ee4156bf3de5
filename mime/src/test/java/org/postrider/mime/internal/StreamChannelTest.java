package org.postrider.mime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream read through a channel gives what the stream gives, whatever buffer it is read into. */
class StreamChannelTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyBufferTakesTheWholeStream(boolean direct) throws IOException {
        byte[] octets = new byte[50_000];
        new Random(7).nextBytes(octets);
        ByteBuffer all = ByteBuffer.allocate(octets.length);
        try (StreamChannel channel = new StreamChannel(new ByteArrayInputStream(octets))) {
            ByteBuffer part =
                    (direct ? ByteBuffer.allocateDirect(20_000) : ByteBuffer.allocate(20_000)).position(1_000);
            ByteBuffer target = part.slice();
            while (channel.read(target.clear()) >= 0) {
                all.put(target.flip());
            }
        }
        assertThat(all.array()).isEqualTo(octets);
    }

    /** Several streams out there do that, against their contract; whoever asked them again and again would never end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamThatGivesNothingIsReadOctetByOctet(boolean direct) throws IOException {
        InputStream empty = new ByteArrayInputStream(new byte[] {7, -1}) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return 0;
            }
        };
        ByteBuffer target = direct ? ByteBuffer.allocateDirect(5) : ByteBuffer.allocate(5);
        try (StreamChannel channel = new StreamChannel(empty)) {
            assertThat(channel.read(target)).isEqualTo(1);
            assertThat(channel.read(target)).isEqualTo(1);
            assertThat(channel.read(target)).isEqualTo(-1);
            assertThat(channel.read(target.limit(2))).as("no room").isZero();
        }
        assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {7, -1}));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyBufferIsRefusedBeforeAnythingIsLost(boolean direct) throws IOException {
        StreamChannel channel = new StreamChannel(new ByteArrayInputStream(new byte[] {1, 2, 3}));
        ByteBuffer target = direct ? ByteBuffer.allocateDirect(3) : ByteBuffer.allocate(3);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> channel.read(target.asReadOnlyBuffer()));
        assertThat(channel.read(target)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closedChannelClosesItsStreamAndReadsNoMore(boolean direct) throws IOException {
        boolean[] closed = {false};
        StreamChannel channel = new StreamChannel(new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        });
        assertThat(channel.isOpen()).isTrue();
        channel.close();
        assertThat(closed[0]).isTrue();
        assertThat(channel.isOpen()).isFalse();
        ByteBuffer target = direct ? ByteBuffer.allocateDirect(3) : ByteBuffer.allocate(3);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> channel.read(target));
    }
}
