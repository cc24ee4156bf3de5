package org.postrider.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.postrider.benchmarks.Payload;

/**
 * The yardstick for many in flight: each connection has a thread that reads replies, and what their receivers send next goes out in one
 * write when all that were read are told.
 */
final class LimitFlight implements LoadClient.Async {
    private final Payload payload;
    private final Lane[] lanes;

    LimitFlight(Target target) throws IOException {
        payload = target.payload();
        lanes = new Lane[target.lanes()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane(new LimitLane(target));
        }
    }

    @Override
    public CompletionStage<?> send(int lane, long number) throws IOException {
        return lanes[lane].send(payload, number);
    }

    @Override
    public void close() throws IOException {
        for (Lane lane : lanes) {
            lane.connection.close();
        }
    }

    private static final class Lane implements Runnable {
        private static final long STACK = 256 * 1024;

        private final LimitLane connection;
        private final Deque<CompletableFuture<Long>> flight = new ArrayDeque<>();
        private final Thread reader = new Thread(null, this, "limit-reader", STACK);

        Lane(LimitLane connection) {
            this.connection = connection;
            reader.setDaemon(true);
            reader.start();
        }

        synchronized CompletionStage<Long> send(Payload payload, long number) throws IOException {
            CompletableFuture<Long> sent = new CompletableFuture<>();
            flight.add(sent);
            connection.append(payload, number);
            if (Thread.currentThread() != reader) {
                connection.flush();
            }
            return sent;
        }

        private synchronized CompletableFuture<Long> next() {
            return flight.remove();
        }

        private synchronized void flush() throws IOException {
            connection.flush();
        }

        @Override
        public void run() {
            try {
                for (int replies = 0; ; flush()) {
                    replies += connection.receive();
                    for (; replies >= LimitLane.REPLIES_A_MESSAGE; replies -= LimitLane.REPLIES_A_MESSAGE) {
                        next().complete(0L);
                    }
                }
            } catch (IOException e) {
                fail(e);
            }
        }

        private synchronized void fail(IOException e) {
            flight.forEach(sent -> sent.completeExceptionally(e));
        }
    }
}
