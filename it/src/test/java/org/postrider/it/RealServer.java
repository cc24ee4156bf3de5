package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.postrider.mail.NetworkCredential;
import org.postrider.mail.SmtpClient;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/**
 * A mail server that isn't ours, and its inbox. Where it is stands in a file of {@code KEY=VALUE} lines that the environment variable
 * {@code POSTRIDER_SERVERS_ENV} names; without it, the tests that want one are skipped.
 */
final class RealServer {
    private static final String VARIABLE = "POSTRIDER_SERVERS_ENV";
    private static final String KERBEROS_VARIABLE = "POSTRIDER_KRB5_ENV";
    private static final Duration DELIVERY = Duration.ofSeconds(40);

    private final Map<String, String> facts;
    private final SSLContext sslContext;

    private RealServer(Map<String, String> facts) throws IOException, GeneralSecurityException {
        this.facts = facts;
        this.sslContext = trusting(Path.of(get("TRUSTSTORE")), get("STORE_PASSWORD"));
    }

    static RealServer fromEnvironment() throws IOException, GeneralSecurityException {
        String file = System.getenv(VARIABLE);
        boolean found = file != null && !file.isEmpty();
        String lack = "no real server to test with: " + VARIABLE + " doesn't name the file that tells of one";
        if (!found) {
            System.out.println("[SKIPPED] " + lack); // Surefire says nothing of a class that is skipped as a whole.
        }
        Assumptions.assumeTrue(found, lack);
        return new RealServer(facts(Path.of(file)));
    }

    /** Tells of the key distribution centre, and lets this JVM know it. */
    static Map<String, String> kerberos() throws IOException {
        String file = System.getenv(KERBEROS_VARIABLE);
        boolean found = file != null && !file.isEmpty();
        Assumptions.assumeTrue(
                found, "no Kerberos to test with: " + KERBEROS_VARIABLE + " doesn't name the file that tells of it");
        Map<String, String> facts = facts(Path.of(file));
        System.setProperty("java.security.krb5.conf", facts.get("KRB5_CONFIG"));
        return facts;
    }

    private static Map<String, String> facts(Path file) throws IOException {
        Map<String, String> facts = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] pair = line.split("=", 2);
            facts.put(pair[0], pair[pair.length - 1]);
        }
        return facts;
    }

    String get(String key) {
        String value = facts.get(key);
        if (value == null) {
            throw new AssertionError("the server's file of facts has no " + key);
        }
        return value;
    }

    int port(String name) {
        return Integer.parseInt(get("PORT_" + name));
    }

    /** A client that neither protects itself nor logs in. */
    SmtpClient client(String port) {
        return new SmtpClient("localhost", port(port));
    }

    /** A client that wants STARTTLS by a certificate of the test authority. */
    SmtpClient secureClient(String port) {
        SmtpClient client = client(port);
        client.setEnableSsl(true);
        client.setSslContext(sslContext);
        return client;
    }

    /** A client that logs in under TLS. */
    SmtpClient userClient(String port) {
        SmtpClient client = secureClient(port);
        client.setCredentials(new NetworkCredential(get("USERNAME"), get("PASSWORD")));
        return client;
    }

    /** A sender that speaks TLS from the first byte, and logs in. */
    SmtpSender implicitTls(String port) {
        return new SmtpSender(SmtpOptions.builder("localhost")
                .port(port(port))
                .tls(TlsOptions.of(TlsMode.IMPLICIT).withContext(sslContext))
                .credential(new PasswordCredential(get("USERNAME"), get("PASSWORD")))
                .build());
    }

    /** A sender that wants STARTTLS, and logs in as it is told. */
    SmtpSender sender(String port, AuthOptions auth) {
        return new SmtpSender(SmtpOptions.builder("localhost")
                .port(port(port))
                .tls(TlsOptions.of(TlsMode.STARTTLS).withContext(sslContext))
                .auth(auth)
                .build());
    }

    /** Waits for the message to a recipient who gets no other. */
    Delivered awaitDelivery(String recipient) {
        String mark = "\nX-Original-To: " + recipient + "\n";
        return Awaitility.await("the message to " + recipient + " in the inbox")
                .atMost(DELIVERY)
                .until(() -> find(mark), found -> found.size() == 1)
                .get(0);
    }

    /** Whether anything has been delivered to a recipient by now. */
    boolean hasDelivered(String recipient) throws IOException {
        return !find("\nX-Original-To: " + recipient + "\n").isEmpty();
    }

    /** How many connections the server has given up because nothing came. */
    long idleTimeouts() {
        try (Stream<String> log = Files.lines(Path.of(get("LOG_FILE")), StandardCharsets.ISO_8859_1)) {
            return log.filter(line -> line.contains(": timeout after END-OF-MESSAGE"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Delivered> find(String mark) throws IOException {
        try (Stream<Path> inbox = Files.list(Path.of(get("MAILDIR")))) {
            return inbox.filter(file -> start(file).contains(mark))
                    .map(Delivered::new)
                    .toList();
        }
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(2000), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext trusting(Path store, String password) throws IOException, GeneralSecurityException {
        KeyStore roots = KeyStore.getInstance(store.toFile(), password.toCharArray());
        assertThat(roots.size()).as("trusted certificates in %s", store).isPositive();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
