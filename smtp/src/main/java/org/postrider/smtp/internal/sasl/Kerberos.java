package org.postrider.smtp.internal.sasl;

import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;
import org.postrider.smtp.internal.Printable;

/** Kerberos 5 by the JDK. Asks for no security layer: TLS protects what follows. */
final class Kerberos implements SaslMechanism {
    /** RFC 4752, which leaves the name of Kerberos out. */
    static final SaslMechanism GSSAPI = new Kerberos("GSSAPI", Kerberos::gssapi);

    /** The same tickets in the wrapping of RFC 4178. */
    static final SaslMechanism SPNEGO = new Kerberos("GSS-SPNEGO", Negotiation::with);

    private final String name;
    private final Dialect dialect;

    private Kerberos(String name, Dialect dialect) {
        this.name = name;
        this.dialect = dialect;
    }

    /** Opens a conversation, as whoever logged in. */
    private interface Dialect {
        SaslClient open(String service, String host) throws Exception;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return context.credential() instanceof KerberosCredential;
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
        String target = context.targetName();
        int slash = target.indexOf('/');
        KerberosLogin login = login((KerberosCredential) context.credential());
        SaslClient client = as(
                login.subject(), target, () -> dialect.open(target.substring(0, slash), target.substring(slash + 1)));
        return CompletableFuture.completedFuture(new Ticketed(client, login, target));
    }

    private static SaslClient gssapi(String service, String host) throws SaslException {
        Map<String, String> properties = Map.of(Sasl.QOP, "auth", Sasl.SERVER_AUTH, "true");
        SaslClient client = Sasl.createSaslClient(new String[] {"GSSAPI"}, null, service, host, properties, null);
        if (client == null) {
            throw new SaslException("this Java runtime doesn't have GSSAPI; it wants the module jdk.security.jgss");
        }
        return client;
    }

    private static KerberosLogin login(KerberosCredential credential) throws SaslException {
        try {
            return KerberosLogin.of(credential);
        } catch (LoginException | SecurityException e) {
            throw new SaslException(
                    "there is no Kerberos login " + Printable.escape(of(credential)) + ": " + reason(e), e);
        }
    }

    /** Tells whose login it was to be, and who was to give it. */
    private static String of(KerberosCredential credential) {
        String user = credential.userName();
        if (credential.password() != null) {
            return "for " + user + " by the key distribution centre (KDC) of its realm";
        }
        Path file = credential.file();
        if (user.isEmpty()) {
            return "in the ticket cache " + (file == null ? "of the process" : file);
        }
        return "for " + user + " by the key table " + file;
    }

    /** Gives the first message of an error and its causes, in one line; of the JDK's some have none, and some several lines. */
    static String reason(Throwable error) {
        Throwable last = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                return Printable.escape(message.strip().replaceAll("\\s*\\R\\s*", " "));
            }
            last = cause;
        }
        return last.getClass().getName();
    }

    private static <T extends @Nullable Object> T as(
            Subject subject, String target, PrivilegedExceptionAction<T> action) throws SaslException {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Throwable inner = cause.getCause() == null ? cause : cause.getCause();
            throw new SaslException("no Kerberos ticket for " + target + " was accepted: " + reason(inner), e);
        }
    }

    /** Does each step as whoever logged in, and logs out at the end. */
    private static final class Ticketed extends Conversation {
        private final SaslClient client;
        private final KerberosLogin login;
        private final String target;

        Ticketed(SaslClient client, KerberosLogin login, String target) {
            super(client.getMechanismName());
            this.client = client;
            this.login = login;
            this.target = target;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
            return as(login.subject(), target, () -> client.evaluateChallenge(challenge));
        }

        @Override
        public boolean isComplete() {
            return client.isComplete();
        }

        @Override
        public void dispose() throws SaslException {
            try {
                login.end();
            } catch (LoginException e) {
                throw new SaslException("a Kerberos login wasn't ended in order", e);
            } finally {
                client.dispose();
            }
        }
    }
}
