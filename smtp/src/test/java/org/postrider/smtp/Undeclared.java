package org.postrider.smtp;

/** Throws what Java would have declared, as other languages let their authors do. */
public final class Undeclared {
    private Undeclared() {}

    /**
     * Throws.
     *
     * @param thrown what to throw
     * @param <T> what the compiler takes it for
     * @return nothing
     * @throws T never; it throws what it was given
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <T extends Throwable> RuntimeException raise(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
