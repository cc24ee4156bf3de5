/** A real SMTP server on loopback for tests: it behaves, and misbehaves on demand. */
module org.postrider.testkit {
    requires java.security.sasl;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports org.postrider.testkit;
    exports org.postrider.testkit.junit;
}
