package org.postrider.smtp.internal.dns;

import java.io.IOException;
import java.util.List;

/** Asks for SRV records; may wait for a name server for many seconds, so never on a loop. */
@FunctionalInterface
public interface ServiceRecords {
    /** The name servers that the system is set to use. */
    ServiceRecords SYSTEM = new NamingRecords("dns:");

    /**
     * Asks.
     *
     * @param name such as {@code _submissions._tcp.example.com}, of letters, digits, hyphens, underscores and dots alone
     * @return the records, in no order; none if the name isn't there, or has no such record
     * @throws IOException if there was no answer, or one that can't be used; the message is for a person
     */
    List<ServiceRecord> find(String name) throws IOException;
}
