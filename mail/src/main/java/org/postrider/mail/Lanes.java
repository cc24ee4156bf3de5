package org.postrider.mail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;

/**
 * Makes the lanes of a mailer: one with all connections, or where each connection has a rate, one for each. A sender of one connection
 * is what such a rate can be kept by exactly, for nobody else sends on that.
 */
final class Lanes {
    private Lanes() {}

    static List<Lane> of(SmtpOptions options, PoolLimits pool, @Nullable RateLimit perConnection, long now) {
        if (perConnection == null) {
            return List.of(new Lane(new SmtpSender(options, pool), null));
        }
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < pool.maxConnections(); i++) {
            PoolLimits one = pool.withMaxConnections(1).withMaxIdle(i < pool.maxIdle() ? 1 : 0);
            lanes.add(new Lane(new SmtpSender(options, one), new Bucket(perConnection, now)));
        }
        return List.copyOf(lanes);
    }
}
