package org.postrider.testkit.junit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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
 * parameter. The trap: tests of one class that run at the same time share a static server, and the clearing.
 */
public final class SmtpServerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final SmtpTestServer.Builder builder;
    private volatile @Nullable SmtpTestServer server;

    /** How many classes are being run, one inside the other: a nested class shares the server of the one around it. */
    private final AtomicInteger classes = new AtomicInteger();

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
    public void beforeAll(ExtensionContext context) {
        if (classes.getAndIncrement() == 0) {
            server = builder.start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (classes.get() > 0) {
            getServer().clear();
        } else {
            server = builder.start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes.get() == 0) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (classes.decrementAndGet() == 0) {
            stop();
        }
    }

    private void stop() {
        getServer().close();
        server = null;
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
