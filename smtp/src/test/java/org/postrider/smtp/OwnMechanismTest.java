package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.postrider.smtp.Logins.ANN;
import static org.postrider.smtp.Logins.fail;
import static org.postrider.smtp.Logins.offering;
import static org.postrider.smtp.Logins.send;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Mechanisms of the user's own. */
@Execution(ExecutionMode.CONCURRENT)
class OwnMechanismTest {
    private static final KerberosCredential NO_TICKETS = KerberosCredential.ofTicketCache(Path.of("/no/such/cache"));

    /** Shows a ticket; whoever asks for more is shown nothing. */
    private static class Tickets implements SaslMechanism {
        final List<String> threads = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();
        final String name;
        final boolean failing;

        Tickets(String name, boolean failing) {
            this.name = name;
            this.failing = failing;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isUsable(SaslContext context) {
            return context.channelBinding("tls-server-end-point").isPresent()
                    && context.targetName().equals("smtp/" + context.host());
        }

        @Override
        public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
            threads.add(Thread.currentThread().getName());
            if (failing) {
                throw new SaslException("the ticket office is closed");
            }
            return CompletableFuture.completedFuture(new Showing());
        }

        private final class Showing implements SaslClient {
            private boolean shown;

            @Override
            public String getMechanismName() {
                return name;
            }

            @Override
            public boolean hasInitialResponse() {
                return true;
            }

            @Override
            public byte[] evaluateChallenge(byte[] challenge) {
                threads.add(Thread.currentThread().getName());
                shown = true;
                return "\0ann\0hunter2".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public boolean isComplete() {
                return shown;
            }

            @Override
            public byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
                throw new SaslException("there is no layer");
            }

            @Override
            public byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
                throw new SaslException("there is no layer");
            }

            @Override
            public Object getNegotiatedProperty(String property) {
                return "none";
            }

            @Override
            public void dispose() {
                ends.add(name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void ownMechanismGoesFirstAwayFromTheLoopAndIsDisposedOf(DoorWay door) {
        Tickets tickets = new Tickets("X-TICKET", false);
        try (SmtpTestServer server = SmtpTestServer.builder()
                .startTls()
                .authMechanisms("PLAIN", "X-TICKET")
                .start()) {
            server.script().on(Step.AUTH, Reply.of(235, "2.7.0 welcome"));
            assertThat(send(door, server, AuthOptions.of(ANN).withMechanism(tickets)))
                    .isEqualTo("X-TICKET");
            assertThat(tickets.threads).hasSize(2).allSatisfy(t -> assertThat(t).startsWith("postrider-worker"));
            assertThat(tickets.ends).containsExactly("X-TICKET");
        }
    }

    /** What goes into a response is compared with what the server calls itself, so it has the form in which it is looked up. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void mechanismIsToldTheNameThatTlsChecks(DoorWay door) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        SaslMechanism listening = new Tickets("X-TICKET", true) {
            @Override
            public boolean isUsable(SaslContext context) {
                told.add(context.host() + " " + context.targetName());
                return true;
            }
        };
        try (SmtpTestServer server =
                        SmtpTestServer.builder().authMechanisms("X-TICKET").start();
                TestProxy proxy = TestProxy.to(server.getAddress(), ProxyOptions.Kind.HTTP_CONNECT, null);
                SmtpSender sender = new SmtpSender(SmtpSenderTest.plain(server)
                        .host("m\u00fcller.invalid.")
                        .route(RouteOptions.DIRECT.withProxy(
                                new ProxyOptions(ProxyOptions.Kind.HTTP_CONNECT, "127.0.0.1", proxy.port())))
                        .auth(AuthOptions.of(ANN).withMechanism(listening))
                        .dangerouslyAllowPlaintextAuthentication(true)
                        .build())) {
            assertThat(door.fail(sender, SmtpSenderTest.TO_ONE, new TestContent()))
                    .hasMessageContaining("the ticket office is closed");
            assertThat(told).containsExactly("xn--mller-kva.invalid smtp/xn--mller-kva.invalid");
            assertThat(proxy.asked()).containsExactly("xn--mller-kva.invalid:" + server.getPort());
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void ownMechanismReplacesTheOneOfItsName(DoorWay door) {
        Tickets tickets = new Tickets("PLAIN", false);
        try (SmtpTestServer server = offering("PLAIN").start()) {
            assertThat(send(door, server, AuthOptions.of(ANN).withMechanism(tickets)))
                    .isEqualTo("PLAIN");
            assertThat(tickets.threads).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void mechanismThatCanNotBeginGivesWayToTheNext(DoorWay door) {
        AuthOptions auth = AuthOptions.of(ANN).withMechanism(new Tickets("X-TICKET", true));
        try (SmtpTestServer server = offering("X-TICKET", "CRAM-MD5").start()) {
            assertThat(send(door, server, auth)).isEqualTo("CRAM-MD5");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void whyNoMechanismCouldBeginIsTold(DoorWay door) {
        AuthOptions auth = AuthOptions.of(ANN).withMechanism(new Tickets("X-TICKET", true));
        try (SmtpTestServer server = offering("X-TICKET").start()) {
            DeliveryException failure = fail(door, server, auth);
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure)
                    .hasMessageContaining("X-TICKET can't begin: the ticket office is closed")
                    .hasCauseInstanceOf(SaslException.class);
        }
    }

    /** Fails where nobody expects it to. */
    private record Faulty(String at) implements SaslMechanism {
        private static final String BUG = "the mechanism has a bug";

        private void reach(String place) {
            if (at.equals(place)) {
                throw new IllegalStateException(BUG);
            }
        }

        @Override
        public String name() {
            return at.equals("name") ? null : "X-FAULTY";
        }

        @Override
        public boolean isUsable(SaslContext context) {
            reach("isUsable");
            return true;
        }

        @Override
        public boolean mayBlock() {
            reach("mayBlock");
            return at.equals("begin");
        }

        @Override
        public CompletableFuture<SaslClient> begin(SaslContext context) {
            reach("begin");
            return null;
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void mechanismThatFailsFailsTheLoginAndNothingElse(String at, DoorWay door) {
        AuthOptions auth = AuthOptions.of(ANN).withMechanism(new Faulty(at));
        try (SmtpTestServer server = offering("X-FAULTY").start()) {
            DeliveryException failure = fail(door, server, auth);
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure)
                    .hasMessageStartingWith(
                            "X-FAULTY can't begin: " + (at.equals("nowhere") ? "it gives null" : Faulty.BUG));
        }
        try (SmtpTestServer server = offering("X-FAULTY", "CRAM-MD5").start()) {
            assertThat(send(door, server, auth)).isEqualTo("CRAM-MD5");
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of("isUsable", "mayBlock", "begin", "nowhere")
                .flatMap(at -> Stream.of(DoorWay.values()).map(door -> Arguments.of(at, door)));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void mechanismThatForgetsItsNameFailsTheLogin(DoorWay door) {
        AtomicInteger asked = new AtomicInteger();
        SaslMechanism forgetful = new Tickets("X-TICKET", false) {
            @Override
            public String name() {
                return asked.getAndIncrement() == 0 ? super.name() : null;
            }
        };
        AuthOptions auth = AuthOptions.of(ANN).withMechanism(forgetful);
        try (SmtpTestServer server = offering("PLAIN").start()) {
            assertThat(fail(door, server, auth).kind()).isEqualTo(FailureKind.AUTHENTICATION);
        }
    }

    @Test
    void mechanismWithoutANameIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> AuthOptions.of(ANN).withMechanism(new Faulty("name")))
                .withMessageContaining("give the registered one by name()");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void withoutAKerberosLoginThePasswordsMechanismsFollow(DoorWay door) {
        AuthOptions auth =
                AuthOptions.of(ANN).withCredential("GSSAPI", NO_TICKETS).withCredential("GSS-SPNEGO", NO_TICKETS);
        try (SmtpTestServer server =
                offering("GSSAPI", "GSS-SPNEGO", "SCRAM-SHA-1").start()) {
            assertThat(send(door, server, auth)).isEqualTo("SCRAM-SHA-1");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void kerberosLoginThatFailedIsNotTriedOnceMore(DoorWay door) {
        try (SmtpTestServer server = offering("GSSAPI", "GSS-SPNEGO").start()) {
            assertThat(fail(door, server, AuthOptions.of(NO_TICKETS)))
                    .hasMessageContaining("GSSAPI can't begin: there is no Kerberos login")
                    .hasMessageNotContaining("GSS-SPNEGO can't begin");
        }
        try (SmtpTestServer server = offering("GSS-SPNEGO").start()) {
            assertThat(fail(door, server, AuthOptions.of(NO_TICKETS)))
                    .hasMessageContaining("GSS-SPNEGO can't begin: there is no Kerberos login");
        }
    }
}
