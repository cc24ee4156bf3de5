package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.Logins.PASSWORD;
import static org.postrider.smtp.Logins.authCommands;
import static org.postrider.smtp.Logins.fail;
import static org.postrider.smtp.Logins.offering;
import static org.postrider.smtp.Logins.options;
import static org.postrider.smtp.Logins.send;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.SmtpTestServer;

/** OAuth tokens: where they come from, when they are renewed, and what is said when they don't help. */
@Execution(ExecutionMode.CONCURRENT)
class TokenTest {
    private static final AccessToken GOOD = new AccessToken(PASSWORD);

    static Stream<Arguments> mechanisms() {
        return Stream.of("XOAUTH2", "OAUTHBEARER")
                .flatMap(mechanism -> Stream.of(DoorWay.values()).map(door -> Arguments.of(mechanism, door)));
    }

    /** Counts how often it is asked, and gives the tokens in turn, the last one for ever. */
    private static final class Supplier implements TokenSupplier {
        final AtomicInteger asked = new AtomicInteger();
        final List<AccessToken> tokens;

        Supplier(AccessToken... tokens) {
            this.tokens = List.of(tokens);
        }

        @Override
        public CompletableFuture<AccessToken> fetch() {
            assertThat(Thread.currentThread().getName()).startsWith("postrider-worker");
            int next = Math.min(asked.getAndIncrement(), tokens.size() - 1);
            return CompletableFuture.completedFuture(tokens.get(next));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void tokenLogsIn(String mechanism, DoorWay door) {
        try (SmtpTestServer server = offering("PLAIN", mechanism).start()) {
            AuthOptions auth = AuthOptions.of(TokenCredential.of("ann", GOOD));
            assertThat(send(door, server, auth)).isEqualTo(mechanism);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tokenTellsTheUserWhereTheMechanismAllowsIt(DoorWay door) {
        try (SmtpTestServer server = offering("XOAUTH2", "OAUTHBEARER").start()) {
            AuthOptions auth = AuthOptions.of(TokenCredential.of("", GOOD)).preferring("XOAUTH2");
            assertThat(send(door, server, auth)).isEqualTo("OAUTHBEARER");
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void refusedTokenIsRenewedOnceUnseen(String mechanism, DoorWay door) {
        try (SmtpTestServer server = offering(mechanism).start()) {
            Supplier supplier = new Supplier(new AccessToken("stale"), GOOD);
            AuthOptions auth = AuthOptions.of(new TokenCredential("ann", supplier));
            assertThat(send(door, server, auth)).isEqualTo(mechanism);
            assertThat(supplier.asked).hasValue(2);
            assertThat(authCommands(server)).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void secondRefusalIsFinalAndShowsWhatTheServerExplains(String mechanism, DoorWay door) {
        try (SmtpTestServer server = offering(mechanism).start()) {
            Supplier supplier = new Supplier(new AccessToken("stale"));
            DeliveryException failure = fail(door, server, AuthOptions.of(new TokenCredential("ann", supplier)));
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("invalid_token").hasMessageContaining("535");
            assertThat(supplier.asked).hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tokenIsFetchedOnceForAllConnections(DoorWay door) {
        CompletableFuture<AccessToken> coming = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        TokenCredential credential = new TokenCredential("ann", () -> {
            asked.incrementAndGet();
            return coming;
        });
        try (SmtpTestServer server = offering("OAUTHBEARER").start();
                SmtpSender sender = new SmtpSender(
                        options(server, AuthOptions.of(credential)).build())) {
            List<CompletableFuture<SendResult>> sends = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sends.add(CompletableFuture.supplyAsync(
                        () -> door.send(sender, TO_ONE, new TestContent()), task -> new Thread(task).start()));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.getSessions().size() == 5 && asked.get() == 1);
            coming.complete(GOOD);
            assertThat(sends)
                    .allSatisfy(send -> assertThat(send.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(asked).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tokenThatIsAboutToExpireIsNotShownAgain(DoorWay door) {
        Supplier supplier = new Supplier(new AccessToken(PASSWORD, Instant.now().plusSeconds(10)), GOOD);
        AuthOptions auth = AuthOptions.of(new TokenCredential("ann", supplier));
        try (SmtpTestServer server = offering("XOAUTH2").start()) {
            send(door, server, auth);
            send(door, server, auth);
            send(door, server, auth);
            assertThat(supplier.asked).hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionIsNotUsedAgainOnceItsTokenHasGone(DoorWay door) {
        Supplier supplier = new Supplier(new AccessToken(PASSWORD, Instant.EPOCH), GOOD);
        AuthOptions auth = AuthOptions.of(new TokenCredential("ann", supplier));
        try (SmtpTestServer server = offering("XOAUTH2").start();
                SmtpSender sender = new SmtpSender(options(server, auth).build())) {
            for (int i = 0; i < 3; i++) {
                door.send(sender, TO_ONE, new TestContent());
            }
            assertThat(authCommands(server)).hasSize(2);
            assertThat(server.getSessions()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void troubleOfTheSupplierIsTheCause(DoorWay door) {
        IOException trouble = new IOException("the vault is closed");
        AtomicInteger asked = new AtomicInteger();
        TokenCredential credential = new TokenCredential("ann", () -> {
            asked.incrementAndGet();
            throw trouble;
        });
        try (SmtpTestServer server = offering("OAUTHBEARER", "XOAUTH2").start()) {
            DeliveryException failure = fail(door, server, AuthOptions.of(credential));
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("the vault is closed").hasCause(trouble);
            assertThat(asked).hasValue(1);
            assertThat(authCommands(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void supplierThatNeverAnswersRunsIntoTheStepsLimit(DoorWay door) {
        CompletableFuture<AccessToken> never = new CompletableFuture<>();
        AuthOptions auth = AuthOptions.of(new TokenCredential("ann", () -> never));
        try (SmtpTestServer server = offering("XOAUTH2").start();
                SmtpSender sender = new SmtpSender(options(server, auth)
                        .limits(StepLimits.ofEach(Duration.ofSeconds(2)))
                        .build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure)
                    .hasMessageContaining("waiting for an access token")
                    .hasMessageNotContaining("server");
            assertThat(never).isNotDone();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void fetchThatNeverEndsIsNotTheLast(DoorWay door) {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong seconds = new AtomicLong();
        TokenCredential credential = new TokenCredential(
                "ann",
                () -> asked.incrementAndGet() == 1
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(GOOD),
                () -> TimeUnit.SECONDS.toNanos(seconds.get()));
        CompletableFuture<AccessToken> first = credential.token();
        seconds.set(59);
        CompletableFuture<AccessToken> second = credential.token();
        await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() == 1);
        seconds.set(60);
        try (SmtpTestServer server = offering("XOAUTH2").start()) {
            assertThat(send(door, server, AuthOptions.of(credential))).isEqualTo("XOAUTH2");
            seconds.set(600);
            assertThat(send(door, server, AuthOptions.of(credential))).isEqualTo("XOAUTH2");
        }
        assertThat(asked).hasValue(2);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void supplierThatGivesNothingIsToldBeforeTheServersOffer(DoorWay door) {
        TokenSupplier noFuture = () -> null;
        TokenSupplier noToken = () -> CompletableFuture.completedFuture(null);
        try (SmtpTestServer server = offering("OAUTHBEARER", "PLAIN").start()) {
            for (TokenSupplier supplier : List.of(noFuture, noToken)) {
                DeliveryException failure = fail(door, server, AuthOptions.of(new TokenCredential("ann", supplier)));
                assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
                assertThat(failure).hasMessageStartingWith("OAUTHBEARER can't begin: the supplier gave no ");
            }
        }
    }

    @Test
    void waitForATokenIsCancelledAtOnce() {
        CompletableFuture<AccessToken> never = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        AuthOptions auth = AuthOptions.of(new TokenCredential("ann", () -> {
            asked.incrementAndGet();
            return never;
        }));
        try (SmtpTestServer server = offering("XOAUTH2").start();
                SmtpSender sender = new SmtpSender(options(server, auth).build())) {
            SendFuture send = sender.sendAsync(TO_ONE, new TestContent());
            await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() == 1);
            assertThat(send.cancel(true)).isTrue();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.getSessions().get(0).getEnding() != null);
            assertThat(never).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nb", "a\1b", "\u00e9"})
    void tokenThatCouldEndItsFieldIsRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new AccessToken(value));
    }

    @Test
    void userNameThatCouldEndItsFieldIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenCredential.of("a\1b", GOOD));
    }
}
