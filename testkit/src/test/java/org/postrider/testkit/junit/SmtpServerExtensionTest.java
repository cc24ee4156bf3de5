package org.postrider.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** One server for the class, and one for each test, side by side. */
class SmtpServerExtensionTest {
    private static final Set<Integer> CLASS_PORTS = new HashSet<>();
    private static final Set<SmtpTestServer> TEST_SERVERS = new HashSet<>();

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
}
