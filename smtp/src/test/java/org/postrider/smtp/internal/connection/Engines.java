package org.postrider.smtp.internal.connection;

import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.dns.ServiceRecords;

/** Makes engines that don't leave everything to the system. */
public final class Engines {
    private static final Loops THREE = new Loops("of-three", 3);

    private Engines() {}

    /** Makes an engine whose connections are at home on three loops, however few cores there are. */
    public static Engine onThreeLoops(SmtpOptions options, PoolLimits limits) {
        return new Engine(options, limits, new Servers(options), THREE);
    }

    public static Engine asking(ServiceRecords dns, SmtpOptions options) {
        return new Engine(options, PoolLimits.DEFAULT, new Servers(options, dns), Loops.shared());
    }
}
