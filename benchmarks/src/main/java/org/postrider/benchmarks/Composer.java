package org.postrider.benchmarks;

import java.io.OutputStream;

/** Builds a message anew from its parts and writes it, as a program would that sends many. For one thread. */
public interface Composer {
    /** Writes the payload as the message of that number. */
    void compose(Payload payload, long number, OutputStream output) throws Exception;
}
