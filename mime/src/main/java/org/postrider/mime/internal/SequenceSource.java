package org.postrider.mime.internal;

import java.nio.channels.ReadableByteChannel;
import java.util.List;

/** Several sources, one after the other; each is opened when the one before it has been read and closed. */
final class SequenceSource implements ContentSource {
    private final List<ContentSource> sources;

    /** Takes a list over, which nobody changes again. */
    SequenceSource(List<ContentSource> sources) {
        this.sources = sources;
    }

    @Override
    public ReadableByteChannel open() {
        return new SequenceChannel(sources);
    }

    @Override
    public long size() {
        long sum = 0;
        for (ContentSource source : sources) {
            long size = source.size();
            if (size < 0) {
                return -1;
            }
            sum += size;
        }
        return sum;
    }

    @Override
    public boolean mayBlock() {
        return mayBlock(sources, 0);
    }

    /** Tells whether one of the sources from an index on may block. */
    static boolean mayBlock(List<ContentSource> sources, int from) {
        for (int i = from; i < sources.size(); i++) {
            if (sources.get(i).mayBlock()) {
                return true;
            }
        }
        return false;
    }
}
