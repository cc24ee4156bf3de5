package org.postrider.benchmarks.load;

import java.io.IOException;

/** Where the messages go: a process of its own, for one scenario. */
interface Sink extends AutoCloseable {
    /**
     * What a sink has seen so far.
     *
     * @param messages how many it took
     * @param refused how many commands it refused
     * @param reads how many times there was something to read
     * @param batches how many times it wrote replies
     * @param cpuNanos the time of processors that it used
     */
    record Counts(long messages, long refused, long reads, long batches, long cpuNanos) {
        Counts since(Counts earlier) {
            return new Counts(
                    messages - earlier.messages,
                    refused - earlier.refused,
                    reads - earlier.reads,
                    batches - earlier.batches,
                    cpuNanos - earlier.cpuNanos);
        }
    }

    int port();

    Counts counts() throws IOException;

    @Override
    void close();
}
