package org.postrider.smtp.internal.connection;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    /** Makes an engine whose one loop can't be started as long as there is trouble, which may be null. */
    public static Engine troubled(SmtpOptions options, Supplier<? extends @Nullable Throwable> trouble) {
        Loops loops = new Loops(1, number -> {
            Throwable now = trouble.get();
            if (now instanceof Error e) {
                throw e;
            }
            if (now instanceof RuntimeException e) {
                throw e;
            }
            return new Loop("untroubled-" + number);
        });
        return new Engine(options, PoolLimits.DEFAULT, new Servers(options), loops);
    }

    public static Engine asking(ServiceRecords dns, SmtpOptions options) {
        return new Engine(options, PoolLimits.DEFAULT, new Servers(options, dns), Loops.shared());
    }
}
