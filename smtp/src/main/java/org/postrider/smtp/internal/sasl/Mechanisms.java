package org.postrider.smtp.internal.sasl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.postrider.smtp.SaslMechanism;

/** The mechanisms that we speak, strongest first, and in which order to try them. */
public final class Mechanisms {
    private static final List<SaslMechanism> BY_STRENGTH = List.of(
            Scripted.EXTERNAL,
            Kerberos.GSSAPI,
            Kerberos.SPNEGO,
            new Bearer("OAUTHBEARER"),
            new Bearer("XOAUTH2"),
            new Scram("SCRAM-SHA-512-PLUS"),
            new Scram("SCRAM-SHA-256-PLUS"),
            new Scram("SCRAM-SHA-1-PLUS"),
            new Scram("SCRAM-SHA-512"),
            new Scram("SCRAM-SHA-256"),
            new Scram("SCRAM-SHA-1"),
            new DigestMd5(),
            new CramMd5(),
            Scripted.PLAIN,
            Scripted.LOGIN,
            new Ntlm());

    /** Services of the class path or the module path, looked for once. */
    private static final class Services {
        static final List<SaslMechanism> FOUND = ServiceLoader.load(SaslMechanism.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private Mechanisms() {}

    /**
     * Gives the mechanisms to try. Of several with the same name the first counts: the user's own, then services, then ours.
     *
     * @param own what the user gave
     * @param names which to try first, in upper case
     * @param exact whether to try no others
     * @return the mechanisms, the one to try first in front
     */
    public static List<SaslMechanism> order(List<SaslMechanism> own, List<String> names, boolean exact) {
        Map<String, SaslMechanism> known = new LinkedHashMap<>();
        for (Collection<SaslMechanism> some : List.of(own, Services.FOUND, BY_STRENGTH)) {
            some.forEach(m -> known.putIfAbsent(m.name().toUpperCase(Locale.ROOT), m));
        }
        List<SaslMechanism> order = new ArrayList<>();
        for (String name : names) {
            SaslMechanism chosen = known.remove(name);
            if (chosen != null) {
                order.add(chosen);
            }
        }
        if (!exact) {
            order.addAll(known.values());
        }
        return order;
    }
}
