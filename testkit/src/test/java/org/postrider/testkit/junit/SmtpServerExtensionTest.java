package org.postrider.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** One server for the class, and one for each test, side by side. */
class SmtpServerExtensionTest {
    private static final Set<Integer> CLASS_PORTS = new HashSet<>();
    private static final Set<SmtpTestServer> TEST_SERVERS = new HashSet<>();

    /** As many threads as there are tasks. */
    private static final Executor THREADS = task -> new Thread(task).start();

    @RegisterExtension
    static final SmtpServerExtension forClass =
            SmtpServerExtension.of(SmtpTestServer.builder().queueIdPrefix("C"));

    @RegisterExtension
    final SmtpServerExtension forTest = SmtpServerExtension.of(SmtpTestServer.builder());

    @RepeatedTest(2)
    void classKeepsItsServerAndEachTestHasItsOwn() throws IOException {
        CLASS_PORTS.add(forClass.getPort());
        assertThat(CLASS_PORTS).hasSize(1);
        assertThat(TEST_SERVERS.add(forTest.getServer())).isTrue();
        try (Socket socket = new Socket(forTest.getHost(), forTest.getPort())) {
            assertThat(socket.getInputStream().read()).isEqualTo('2');
        }
    }

    @RepeatedTest(2)
    void scriptAndInboxAreEmptyAtTheStart() throws IOException {
        assertThat(forClass.getMessages()).isEmpty();
        forClass.script().on(Step.GREETING, Reply.of(554, "once")).times(1);
        try (Socket socket = new Socket(forClass.getHost(), forClass.getPort())) {
            assertThat(socket.getInputStream().read()).isEqualTo('5');
        }
        assertThat(forClass.getServer().getSessions()).hasSize(1);
    }

    @Nested
    class Inside {
        @Test
        void nestedClassSharesTheServerOfTheClass() {
            CLASS_PORTS.add(forClass.getPort());
            assertThat(CLASS_PORTS).hasSize(1);
        }
    }

    @Nested
    class InsideToo {
        @Test
        void serverOutlivesTheFirstNestedClass() {
            CLASS_PORTS.add(forClass.getPort());
            assertThat(CLASS_PORTS).hasSize(1);
        }
    }

    @Test
    void serverOutsideOfATestIsMisuse() {
        SmtpServerExtension idle = new SmtpServerExtension();
        assertThatThrownBy(idle::getPort)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    /** They inherit the field, and each begins before the other has ended. */
    @Test
    void classesThatRunAtTheSameTimeShareTheServer() {
        SmtpServerExtension shared = new SmtpServerExtension();
        CompletableFuture.allOf(Stream.of("A", "B", "C", "D")
                        .map(name -> CompletableFuture.runAsync(() -> runClasses(shared, context(name)), THREADS))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThatThrownBy(shared::getPort).isInstanceOf(IllegalStateException.class);
    }

    private static void runClasses(SmtpServerExtension shared, ExtensionContext context) {
        for (int i = 0; i < 50; i++) {
            shared.beforeAll(context);
            shared.beforeEach(context);
            SmtpTestServer server = shared.getServer();
            assertThat(server.getPort()).isEqualTo(shared.getPort());
            shared.afterEach(context);
            shared.afterAll(context);
        }
    }

    /** JUnit tells an extension of the end of a class whose beginning another one has failed. */
    @Test
    void classThatNeverBeganCostsTheNextOneNothing() {
        SmtpServerExtension shared = new SmtpServerExtension();
        shared.afterEach(context("one"));
        shared.afterAll(context("one"));

        shared.beforeAll(context("two"));
        shared.beforeAll(context("two, inside"));
        int port = shared.getPort();
        shared.afterAll(context("three"));
        shared.afterAll(context("two, inside"));
        assertThat(shared.getPort()).isEqualTo(port);
        shared.afterAll(context("two"));
        assertThatThrownBy(shared::getPort).isInstanceOf(IllegalStateException.class);
    }

    private static ExtensionContext context(String id) {
        return (ExtensionContext) Proxy.newProxyInstance(
                SmtpServerExtensionTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getUniqueId");
                    return id;
                });
    }
}
