package org.postrider.cli;

/** Stands in until the module has its first class. */
public final class CliProbe {
    private CliProbe() {}
}
