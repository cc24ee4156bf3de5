package org.postrider.smtp.internal.sasl;

import java.util.List;
import java.util.Optional;
import org.postrider.smtp.Credential;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;

/** Who logs in where, with nothing that a password wouldn't ask for. */
record TestLogin(Credential credential, String host) implements SaslContext {
    TestLogin(Credential credential) {
        this(credential, "mail.example.com");
    }

    static TestLogin as(String userName, String password) {
        return new TestLogin(new PasswordCredential(userName, password));
    }

    @Override
    public int port() {
        return 587;
    }

    @Override
    public String targetName() {
        return "smtp/" + host;
    }

    @Override
    public List<String> offered() {
        return List.of();
    }

    @Override
    public Optional<byte[]> channelBinding(String type) {
        return Optional.empty();
    }
}
