package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.sockets.Peer.pattern;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferBuffersTest {
    /** Takes at most so many bytes a call, and remembers what it was offered. */
    private static final class RecordingChannel implements GatheringByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        final List<Long> offers = new ArrayList<>();
        private final int appetite;

        RecordingChannel(int appetite) {
            this.appetite = appetite;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            assertThat(length).isLessThanOrEqualTo(TransferBuffers.MOST_PARTS);
            long offered = 0;
            long before = taken.size();
            int room = appetite;
            for (int i = offset; i < offset + length; i++) {
                offered += sources[i].remaining();
                for (; room > 0 && sources[i].hasRemaining(); room--) {
                    taken.write(sources[i].get());
                }
            }
            offers.add(offered);
            return taken.size() - before;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            return Math.toIntExact(write(new ByteBuffer[] {source}));
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final TransferBuffers buffers = new TransferBuffers();

    @ParameterizedTest
    @ValueSource(ints = {1_000, 65_537, Integer.MAX_VALUE})
    void everyByteOfAListIsOfferedInOrderAndInWindows(int appetite) throws IOException {
        byte[] bytes = pattern(700_000, 1);
        List<ByteBuffer> list = new ArrayList<>();
        for (int from = 0, length = 0; from < bytes.length; from += length) {
            length = Math.min(bytes.length - from, list.size() == 90 ? 300_000 : list.size() * 31 % 9_000);
            list.add(ByteBuffer.wrap(bytes, from, length));
            list.add(ByteBuffer.allocate(0));
        }
        buffers.setList(list);
        for (int use = 0; use < 2; use++) {
            RecordingChannel channel = new RecordingChannel(appetite);
            buffers.rewind();
            assertThat(buffers.transferred()).isZero();
            boolean done = false;
            while (!done) {
                done = buffers.writeTo(channel);
                assertThat(buffers.transferred()).isEqualTo(channel.taken.size());
            }
            assertThat(channel.taken.toByteArray()).isEqualTo(bytes);
            assertThat(channel.offers)
                    .allSatisfy(offer -> assertThat(offer).isBetween(1L, (long) TransferBuffers.WINDOW));
        }
    }

    @Test
    void shortWriteEndsTheAttempt() throws IOException {
        RecordingChannel channel = new RecordingChannel(10);
        buffers.set(new byte[100], 0, 100);
        buffers.rewind();
        assertThat(buffers.writeTo(channel)).isFalse();
        assertThat(channel.offers).containsExactly(100L);
        assertThat(buffers.writeTo(channel)).isFalse();
        assertThat(buffers.transferred()).isEqualTo(20);
    }

    @Test
    void greedyReaderGetsALimitedNumberOfCallsInARow() throws IOException {
        RecordingChannel channel = new RecordingChannel(Integer.MAX_VALUE);
        int size = TransferBuffers.WINDOW * TransferBuffers.MOST_CALLS;
        buffers.set(new byte[size + 1], 0, size + 1);
        buffers.rewind();
        assertThat(buffers.writeTo(channel)).isFalse();
        assertThat(buffers.transferred()).isEqualTo(size);
        assertThat(buffers.writeTo(channel)).isTrue();

        buffers.set(new byte[size], 0, size);
        buffers.rewind();
        assertThat(buffers.writeTo(channel)).isTrue();
    }

    @Test
    void readIsOfferedAWindowOfTheRange() throws IOException {
        List<Integer> offers = new ArrayList<>();
        ReadableByteChannel source = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) {
                offers.add(target.remaining());
                return offers.size() - 2;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        buffers.set(new byte[TransferBuffers.WINDOW * 2], 5, TransferBuffers.WINDOW + 1);
        buffers.rewind();
        assertThat(buffers.readFrom(source)).isTrue();
        assertThat(buffers.transferred()).isZero();
        assertThat(buffers.readFrom(source)).isFalse();
        assertThat(buffers.readFrom(source)).isTrue();
        assertThat(buffers.transferred()).isEqualTo(1);
        assertThat(offers).containsOnly(TransferBuffers.WINDOW);
    }
}
