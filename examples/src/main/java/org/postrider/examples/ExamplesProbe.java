package org.postrider.examples;

/** Stands in until the module has its first class. */
public final class ExamplesProbe {
    private ExamplesProbe() {}
}
