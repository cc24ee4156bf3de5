package org.postrider.mail;

/** Stands in until the module has its first class. */
public final class MailProbe {
    private MailProbe() {}
}
