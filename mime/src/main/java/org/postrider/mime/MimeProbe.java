package org.postrider.mime;

/** Stands in until the module has its first class. */
public final class MimeProbe {
    private MimeProbe() {}
}
