package org.postrider.smtp;

/** Stands in until the module has its first class. */
public final class SmtpProbe {
    private SmtpProbe() {}
}
