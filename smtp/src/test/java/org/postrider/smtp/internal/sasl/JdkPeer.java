package org.postrider.smtp.internal.sasl;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;

/** The JDK's own mechanisms, of one user, to compare ours with. */
record JdkPeer(String mechanism, String userName, String password) {
    /** Letters of one, two, three and four octets, and those that are something else to the syntax of mechanisms. */
    private static final String LETTERS = "aZ09 .@:,=\"\\\t'\u00e4\u00ff\u00b5\u20ac\u0430\u4f8b\ud83d\ude00";

    /** Makes a text that isn't empty; one in ISO-8859-1 if that is asked for. */
    static String text(Random random, boolean latin) {
        int[] letters = LETTERS.codePoints().filter(c -> !latin || c < 0x100).toArray();
        return random.ints(1 + random.nextInt(24), 0, letters.length)
                .mapToObj(i -> Character.toString(letters[i]))
                .collect(Collectors.joining());
    }

    SaslClient client() throws SaslException {
        return Sasl.createSaslClient(
                new String[] {mechanism},
                null,
                "smtp",
                "mail.example.com",
                Map.of(Sasl.QOP, "auth"),
                callbacks -> answer(callbacks));
    }

    SaslServer server(Map<String, String> properties) throws SaslException {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Sasl.QOP, "auth");
        return Sasl.createSaslServer(mechanism, "smtp", "mail.example.com", all, callbacks -> answer(callbacks));
    }

    private void answer(Callback... callbacks) {
        boolean known = true;
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                known = name.getDefaultName() == null || name.getDefaultName().equals(userName);
                name.setName(userName);
            } else if (callback instanceof PasswordCallback secret && known) {
                secret.setPassword(password.toCharArray());
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            } else if (callback instanceof RealmChoiceCallback choice) {
                choice.setSelectedIndex(choice.getDefaultChoice());
            } else if (callback instanceof AuthorizeCallback authorize) {
                authorize.setAuthorized(authorize.getAuthenticationID().equals(authorize.getAuthorizationID()));
            }
        }
    }
}
