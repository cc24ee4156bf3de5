package org.postrider.smtp.internal.sasl;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.postrider.smtp.KerberosCredential;

/** A login by the JDK's Kerberos module, configured here, so that no JAAS file and no system property has to be. */
final class KerberosLogin {
    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    private final LoginContext context;

    private KerberosLogin(LoginContext context) {
        this.context = context;
    }

    static KerberosLogin of(KerberosCredential credential) throws LoginException {
        LoginContext context =
                new LoginContext("postrider", new Subject(), handler(credential), configuration(credential));
        context.login();
        return new KerberosLogin(context);
    }

    Subject subject() {
        return context.getSubject();
    }

    void end() throws LoginException {
        context.logout();
    }

    private static Configuration configuration(KerberosCredential credential) {
        AppConfigurationEntry entry =
                new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options(credential));
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        };
    }

    private static Map<String, String> options(KerberosCredential credential) {
        Map<String, String> options = new HashMap<>();
        String principal = credential.userName();
        Path file = credential.file();
        if (!principal.isEmpty()) {
            options.put("principal", principal);
        }
        if (credential.password() != null) {
            return options;
        }
        options.put("doNotPrompt", "true");
        boolean keyTable = !principal.isEmpty();
        options.put(keyTable ? "useKeyTab" : "useTicketCache", "true");
        if (file != null) {
            options.put(keyTable ? "keyTab" : "ticketCache", file.toString());
        }
        return options;
    }

    private static CallbackHandler handler(KerberosCredential credential) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(credential.userName());
                } else if (callback instanceof PasswordCallback secret && credential.password() != null) {
                    char[] characters = credential.password().toCharArray();
                    secret.setPassword(characters); // It keeps a copy, and the login clears that.
                    Arrays.fill(characters, '\0');
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        };
    }
}
