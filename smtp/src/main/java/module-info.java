/** The SMTP engine: one conversation, driven by the caller's thread or by a selector loop, knowing no message model. */
module org.postrider.smtp {
    requires static org.jspecify;
    requires transitive org.postrider.sockets;
    requires transitive java.security.sasl;
    requires java.naming;
    requires java.security.jgss;
    requires com.ongres.saslprep;
    requires com.ongres.scram.client;
    requires com.ongres.scram.common;
    requires com.ongres.stringprep;

    exports org.postrider.smtp;

    uses org.postrider.smtp.SaslMechanism;
}
