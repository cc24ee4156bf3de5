package org.postrider.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SendResult;

/** Tells on standard output what became of the message. */
@FunctionalInterface
interface Report {
    /**
     * Prints the report.
     *
     * @param result how far the message got
     * @param failure why it got no farther, or null if at least one recipient got it
     * @param out where to
     */
    void print(SendResult result, @Nullable DeliveryException failure, PrintWriter out);
}
