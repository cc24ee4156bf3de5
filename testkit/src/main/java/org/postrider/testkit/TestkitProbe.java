package org.postrider.testkit;

/** Stands in until the module has its first class. */
public final class TestkitProbe {
    private TestkitProbe() {}
}
