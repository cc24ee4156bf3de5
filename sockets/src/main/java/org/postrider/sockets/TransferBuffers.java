package org.postrider.sockets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory that an operation reads or fills: one range of one buffer, or a list of buffers.
 *
 * <p>All views are made when the memory is set, so that an operation allocates nothing, and they are our own, so that
 * the positions of the caller's buffers never move. Set while the args are free, used by the owner of the operation
 * while they are busy; whoever hands the operation over publishes it.
 */
final class TransferBuffers {
    /**
     * The most that one system call is offered, 128 KiB. The JDK copies all that is offered from the heap to native
     * memory, on each call and into a block that the thread keeps: without a bound, a large message on a slow link would
     * be copied again from its rest at every step, and the thread would hold as much memory as the largest message.
     */
    static final int WINDOW = 128 * 1024;

    /** The most buffers that one system call is offered; systems take between 16 and 1024. */
    static final int MOST_PARTS = 64;

    /** The most system calls in a row, so that a large send to a fast reader leaves the loop to others now and then. */
    static final int MOST_CALLS = 16;

    private static final ByteBuffer[] NO_PARTS = {};

    private final ByteBuffer[] single = new ByteBuffer[1];
    private ByteBuffer[] parts = NO_PARTS;
    private byte @Nullable [] array;
    private @Nullable ByteBuffer memory;
    private @Nullable List<ByteBuffer> list;
    private int offset;
    private int count;

    private int first;
    private int transferred;

    void set(byte @Nullable [] newArray, int newOffset, int newCount) {
        if (newArray == null) {
            clear();
            return;
        }
        requireNoList();
        Objects.checkFromIndexSize(newOffset, newCount, newArray.length);
        if (array != newArray) {
            adopt(ByteBuffer.wrap(newArray));
            array = newArray;
        }
        offset = newOffset;
        count = newCount;
    }

    void set(ByteBuffer buffer) {
        requireNoList();
        adopt(buffer);
        array = null;
        offset = buffer.position();
        count = buffer.remaining();
    }

    private void adopt(ByteBuffer buffer) {
        memory = buffer;
        single[0] = buffer.duplicate();
        parts = single;
    }

    void setRange(int newOffset, int newCount) {
        if (memory == null) {
            throw new IllegalArgumentException("There is no buffer to take a range of; call setBuffer(buffer) first");
        }
        Objects.checkFromIndexSize(newOffset, newCount, memory.capacity());
        offset = newOffset;
        count = newCount;
    }

    private void clear() {
        if (memory != null) {
            memory = null;
            array = null;
            parts = NO_PARTS;
            offset = 0;
            count = 0;
        }
    }

    private void requireNoList() {
        if (list != null) {
            throw new IllegalArgumentException("A buffer list is set; clear it first with setBufferList(null)");
        }
    }

    void setList(@Nullable List<ByteBuffer> buffers) {
        if (memory != null) {
            if (buffers == null) {
                return;
            }
            throw new IllegalArgumentException("A buffer is set; clear it first with setBuffer(null, 0, 0)");
        }
        List<ByteBuffer> copy = buffers == null ? null : List.copyOf(buffers);
        parts = copy == null ? NO_PARTS : slices(copy);
        list = copy;
    }

    private static ByteBuffer[] slices(List<ByteBuffer> buffers) {
        ByteBuffer[] slices = new ByteBuffer[buffers.size()];
        long total = 0;
        for (int i = 0; i < slices.length; i++) {
            slices[i] = buffers.get(i).slice();
            total += slices[i].capacity();
        }
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "The buffers hold " + total + " bytes and one operation counts to 2147483647; split the list");
        }
        return slices;
    }

    boolean areSet() {
        return memory != null || list != null;
    }

    byte @Nullable [] array() {
        return array;
    }

    @Nullable
    ByteBuffer memory() {
        return memory;
    }

    @Nullable
    List<ByteBuffer> list() {
        return list;
    }

    int offset() {
        return offset;
    }

    int count() {
        return count;
    }

    int transferred() {
        return transferred;
    }

    /** Makes ready for an operation from the first byte on. */
    void rewind() {
        first = 0;
        transferred = 0;
        if (parts == single) {
            single[0].limit(offset + count).position(offset);
            return;
        }
        for (ByteBuffer part : parts) {
            part.clear();
        }
    }

    /**
     * Reads once.
     *
     * @return whether the operation is done: something was read or the stream has ended
     */
    boolean readFrom(ReadableByteChannel channel) throws IOException {
        ByteBuffer buffer = single[0];
        int end = buffer.limit();
        buffer.limit(Math.min(end, buffer.position() + WINDOW));
        int read = channel.read(buffer);
        transferred = Math.max(read, 0);
        return read != 0;
    }

    /**
     * Writes what the channel takes, up to a measure.
     *
     * @return whether all has been taken
     */
    boolean writeTo(GatheringByteChannel channel) throws IOException {
        boolean open = true;
        for (int calls = 0; open && calls < MOST_CALLS && skipEmptyParts(); calls++) {
            int run = wholeParts();
            long offered = run > 1 ? remaining(run) : window(parts[first]);
            long taken = run > 1 ? channel.write(parts, first, run) : writeWindow(channel, parts[first]);
            transferred += Math.toIntExact(taken);
            open = taken == offered;
        }
        return !skipEmptyParts();
    }

    private boolean skipEmptyParts() {
        while (first < parts.length && !parts[first].hasRemaining()) {
            first++;
        }
        return first < parts.length;
    }

    /** How many parts, from the first on, fit into the window as they are. */
    private int wholeParts() {
        int end = Math.min(parts.length, first + MOST_PARTS);
        int room = WINDOW;
        int next = first;
        while (next < end && parts[next].remaining() <= room) {
            room -= parts[next].remaining();
            next++;
        }
        return next - first;
    }

    private long remaining(int run) {
        long sum = 0;
        for (int i = first; i < first + run; i++) {
            sum += parts[i].remaining();
        }
        return sum;
    }

    /** What is outside of the heap is not copied by the JDK, and offered as it is. */
    private static int window(ByteBuffer part) {
        return part.isDirect() ? part.remaining() : Math.min(part.remaining(), WINDOW);
    }

    private static int writeWindow(GatheringByteChannel channel, ByteBuffer part) throws IOException {
        int end = part.limit();
        part.limit(part.position() + window(part));
        try {
            return channel.write(part);
        } finally {
            part.limit(end);
        }
    }
}
