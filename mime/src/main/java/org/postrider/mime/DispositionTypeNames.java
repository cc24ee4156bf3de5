package org.postrider.mime;

/** The two common ways to show a part: {@code attachment} and {@code inline} (RFC 2183). */
public final class DispositionTypeNames {
    /** Shown as a thing to save. */
    public static final String ATTACHMENT = "attachment";
    /** Shown in place. */
    public static final String INLINE = "inline";

    private DispositionTypeNames() {}
}
