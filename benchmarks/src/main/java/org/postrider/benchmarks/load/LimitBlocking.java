package org.postrider.benchmarks.load;

import java.io.IOException;
import org.postrider.benchmarks.Payload;

/** The yardstick for sends that are awaited: one write and one read for each message. */
final class LimitBlocking implements LoadClient.Blocking {
    private final Payload payload;
    private final LimitLane[] lanes;

    LimitBlocking(Target target) throws IOException {
        payload = target.payload();
        lanes = new LimitLane[target.lanes()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new LimitLane(target);
        }
    }

    @Override
    public void send(int lane, long number) throws IOException {
        LimitLane connection = lanes[lane];
        connection.append(payload, number);
        connection.flush();
        connection.await(LimitLane.REPLIES_A_MESSAGE);
    }

    @Override
    public void close() throws IOException {
        for (LimitLane lane : lanes) {
            lane.close();
        }
    }
}
