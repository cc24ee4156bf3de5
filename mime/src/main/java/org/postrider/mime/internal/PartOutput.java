package org.postrider.mime.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the sources that make up a message, in order: what the header writer holds, then a content, and so on.
 *
 * <p>What it gives is its own, also after the buffer of its writer went to somebody else. Not for several threads.
 */
public final class PartOutput {
    private final HeaderWriter header = new HeaderWriter();
    private final List<ContentSource> sources = new ArrayList<>(4);

    /** Makes an empty output. */
    public PartOutput() {}

    /**
     * Lends the writer for what comes next.
     *
     * @return the writer of this output
     */
    public HeaderWriter header() {
        return header;
    }

    /**
     * Goes on with a content.
     *
     * @param content what follows, read when its turn comes
     */
    public void content(ContentSource content) {
        flush();
        sources.add(content);
    }

    private void flush() {
        if (header.length() > 0) {
            sources.add(new ByteSource(header.drain()));
        }
    }

    /**
     * Ends the message.
     *
     * @return all that was gathered, source by source
     */
    public List<ContentSource> toSources() {
        flush();
        header.close();
        return List.copyOf(sources);
    }

    /**
     * Ends the message.
     *
     * @return all that was gathered, as one source
     */
    public ContentSource toSource() {
        flush();
        header.close();
        return sources.size() == 1 ? sources.get(0) : new SequenceSource(sources);
    }
}
