package org.postrider.testkit.internal;

import java.io.IOException;
import org.postrider.testkit.Behaviour;

/**
 * Every behaviour that isn't a plain reply: a deed with a name to show.
 *
 * @param name what the deed is called in messages
 * @param deed what is done
 */
public record Action(String name, Deed deed) implements Behaviour {
    /** What is done on the stage. */
    @FunctionalInterface
    public interface Deed {
        /**
         * Does it.
         *
         * @param stage the means to do it with
         * @throws IOException if the connection fails, or is ended by the deed
         * @throws InterruptedException if the server is closed meanwhile
         */
        void perform(Stage stage) throws IOException, InterruptedException;
    }

    @Override
    public String toString() {
        return name;
    }
}
