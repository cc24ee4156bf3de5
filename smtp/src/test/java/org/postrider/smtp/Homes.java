package org.postrider.smtp;

import org.postrider.smtp.internal.connection.Engines;

/** How many loops the connections of a sender are at home on. */
enum Homes {
    /** As many as there are for the cores of this machine. */
    USUAL {
        @Override
        SmtpSender sender(SmtpOptions options, PoolLimits limits) {
            return new SmtpSender(options, limits);
        }
    },
    THREE_LOOPS {
        @Override
        SmtpSender sender(SmtpOptions options, PoolLimits limits) {
            return new SmtpSender(options, Engines.onThreeLoops(options, limits));
        }
    };

    abstract SmtpSender sender(SmtpOptions options, PoolLimits limits);
}
