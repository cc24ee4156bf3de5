package org.postrider.smtp.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.Credential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.sasl.ChannelBindings;
import org.postrider.smtp.internal.tls.HostNames;

/** A mechanism with what it logs in with, on one connection. */
record Login(
        SaslMechanism mechanism,
        Credential credential,
        SmtpOptions options,
        List<String> offered,
        ChannelBindings bindings)
        implements SaslContext {
    /** Gives the logins that there is a credential for, whether or not the server offers them, the one to try first in front. */
    static List<Login> possible(SmtpOptions options, List<String> offered, ChannelBindings bindings) {
        AuthOptions auth = options.auth();
        List<Login> possible = new ArrayList<>();
        for (SaslMechanism mechanism : auth.order()) {
            Credential credential = auth.credentialFor(mechanism.name());
            if (credential != null) {
                possible.add(new Login(mechanism, credential, options, offered, bindings));
            }
        }
        return possible;
    }

    String name() {
        return mechanism.name();
    }

    /** Tells whether the mechanism would begin; one that fails to say so wouldn't. */
    boolean isUsable() {
        try {
            return mechanism.isUsable(this);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public String host() {
        return HostNames.ascii(options.host());
    }

    @Override
    public int port() {
        return options.port();
    }

    @Override
    public String targetName() {
        String chosen = options.auth().targetName();
        return chosen != null ? chosen : "smtp/" + host(); // RFC 4954, section 4
    }

    @Override
    public Optional<byte[]> channelBinding(String type) {
        return bindings.get(type);
    }
}
