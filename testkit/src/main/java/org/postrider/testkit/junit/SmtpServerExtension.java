package org.postrider.testkit.junit;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Script;
import org.postrider.testkit.SmtpTestServer;

/**
 * Gives a test class an SMTP server, or each of its tests one of its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpTestServer.builder().startTls());
 *
 * @Test
 * void orderIsConfirmed() {
 *     shop.order("localhost", smtp.getPort());
 *     assertThat(smtp.awaitMessage(Duration.ofSeconds(10)).getSubject()).isEqualTo("Thank you");
 * }
 * }</pre>
 *
 * <p>In a static field (or by {@code @ExtendWith}) the server runs as long as the class, and is cleared before each test;
 * in an instance field it is started and closed with each test. Tests may also take the {@link SmtpTestServer} as a
 * parameter. The trap: tests that run at the same time share a static server, and the clearing: those of one class, and those of
 * classes that inherit the field.
 */
public final class SmtpServerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final SmtpTestServer.Builder builder;
    private volatile @Nullable SmtpTestServer server; // changed by who has this locked

    /**
     * The classes that are being run: a nested one shares the server of the one around it, and those that inherit a static field share
     * that. One that came to no beginning, since another extension failed, hears of its end all the same. Guarded by this.
     */
    private final Set<String> classes = new HashSet<>();

    /** Makes an extension with a plain server, for {@code @ExtendWith(SmtpServerExtension.class)}. */
    public SmtpServerExtension() {
        this(SmtpTestServer.builder());
    }

    private SmtpServerExtension(SmtpTestServer.Builder builder) {
        this.builder = builder;
    }

    /**
     * Makes an extension with a server of your own making.
     *
     * @param builder the set-up, which is started when the tests need it
     * @return the extension
     */
    public static SmtpServerExtension of(SmtpTestServer.Builder builder) {
        return new SmtpServerExtension(Objects.requireNonNull(builder, "builder"));
    }

    /**
     * Gives the server.
     *
     * @return the running server
     * @throws IllegalStateException if no test is being run
     */
    public SmtpTestServer getServer() {
        SmtpTestServer running = server;
        if (running == null) {
            throw new IllegalStateException("The server runs during tests only; register the extension in a field with"
                    + " @RegisterExtension, and ask within a test");
        }
        return running;
    }

    /**
     * Gives the host to connect to.
     *
     * @return {@code localhost}
     */
    public String getHost() {
        return getServer().getHost();
    }

    /**
     * Gives the port to connect to.
     *
     * @return the server's port
     */
    public int getPort() {
        return getServer().getPort();
    }

    /**
     * Gives the messages that came during this test.
     *
     * @return a snapshot, in order of arrival
     */
    public List<ReceivedMessage> getMessages() {
        return getServer().getMessages();
    }

    /**
     * Waits for a message.
     *
     * @param atMost how long to wait
     * @return the first message of this test
     * @throws AssertionError if none came in time
     */
    public ReceivedMessage awaitMessage(Duration atMost) {
        return getServer().awaitMessage(atMost);
    }

    /**
     * Gives the script of the server, empty at the start of each test.
     *
     * @return the script
     */
    public Script script() {
        return getServer().script();
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (classes.isEmpty()) {
            server = builder.start();
        }
        classes.add(context.getUniqueId());
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        if (classes.isEmpty()) {
            server = builder.start();
        } else {
            getServer().clear();
        }
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (classes.isEmpty()) {
            stop();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (classes.remove(context.getUniqueId()) && classes.isEmpty()) {
            stop();
        }
    }

    private void stop() {
        SmtpTestServer running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SmtpTestServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return getServer();
    }
}
