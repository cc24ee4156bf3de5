package org.postrider.smtp.internal.sasl;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A conversation that shows something that ends and can be replaced, and that is told more of a refusal than the reply says. */
public interface Renewable {
    /**
     * Gives what the server told.
     *
     * @return text that is safe to show, or null
     */
    @Nullable
    String explanation();

    /**
     * Tells until when what was shown is good.
     *
     * @return the end, or null if that isn't known
     */
    @Nullable
    Instant expires();

    /** Does away with what was refused, so that the next login shows another. */
    void discard();
}
