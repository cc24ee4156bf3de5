package org.postrider.smtp.internal.connection;

import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.dns.ServiceRecords;

/** Makes engines that ask somebody else than the system. */
public final class Engines {
    private Engines() {}

    public static Engine asking(ServiceRecords dns, SmtpOptions options) {
        return new Engine(options, PoolLimits.DEFAULT, new Servers(options, dns));
    }
}
