package org.postrider.testkit;

/**
 * What a {@link FastSink} has taken so far. Immutable; two of them make the difference of what happened in between.
 *
 * @param connections how many connections were accepted
 * @param messages how many messages were accepted
 * @param octets how many octets their contents had, without stuffed dots, the final dot and the lines of commands
 * @param refused how many commands and contents got a reply of 400 or more
 * @param reads how many times there was something to read: a client that writes a group of commands at once needs one
 * @param replyBatches how many times replies were written for what was read; on a link with a delay each is a round trip that
 *     somebody may wait for
 */
public record SinkCounts(long connections, long messages, long octets, long refused, long reads, long replyBatches) {
    /**
     * Tells what happened since an earlier count.
     *
     * @param earlier a count of the same sink
     * @return the differences
     */
    public SinkCounts since(SinkCounts earlier) {
        return new SinkCounts(
                connections - earlier.connections,
                messages - earlier.messages,
                octets - earlier.octets,
                refused - earlier.refused,
                reads - earlier.reads,
                replyBatches - earlier.replyBatches);
    }
}
