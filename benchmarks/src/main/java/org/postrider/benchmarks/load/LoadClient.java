package org.postrider.benchmarks.load;

import java.io.Closeable;
import java.util.concurrent.CompletionStage;

/** A client under load, with as many lanes as it is to have connections. A message is built anew from its parts for each send. */
sealed interface LoadClient extends Closeable {
    /** One whose sends wait; each lane has a thread, and one lane's sends come one after the other. */
    non-sealed interface Blocking extends LoadClient {
        /** Sends the message of that number, and returns when the server has taken it. */
        void send(int lane, long number) throws Exception;
    }

    /** One whose sends don't wait; any number may be under way in a lane. */
    non-sealed interface Async extends LoadClient {
        /** Starts to send the message of that number; completes when the server has taken it. */
        CompletionStage<?> send(int lane, long number) throws Exception;
    }
}
