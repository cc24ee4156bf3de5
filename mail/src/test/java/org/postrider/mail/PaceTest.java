package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.mime.FormatException;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;

/** Rates on a clock that the test moves; it begins a second before its numbers overflow. */
class PaceTest {
    private static final Duration TENTH = Duration.ofMillis(100);

    private final FakeTime time = new FakeTime(Long.MAX_VALUE - 1_000_000_000);
    private final SmtpSender sender =
            new SmtpSender(SmtpOptions.builder("localhost").build());
    private final List<Lane> oneLane = List.of(new Lane(sender, null));

    private Pace pace(RateLimits limits) {
        return new Pace(limits, time, oneLane);
    }

    private static RateLimit even(int perSecond) {
        return RateLimit.perSecond(perSecond).withBurst(1);
    }

    private static List<CompletableFuture<Lane>> enter(Pace pace, int count, String... recipients) {
        return Stream.generate(() -> pace.enter(List.of(recipients)))
                .limit(count)
                .toList();
    }

    private static long gone(List<CompletableFuture<Lane>> turns) {
        return turns.stream().filter(CompletableFuture::isDone).count();
    }

    @Test
    void messagesGoAtEvenDistancesInTheirOrder() {
        List<CompletableFuture<Lane>> turns = enter(pace(RateLimits.NONE.withAll(even(10))), 30, "bob@example.com");
        for (int i = 1; i <= 30; i++) {
            assertThat(gone(turns)).isEqualTo(i);
            assertThat(turns.get(i - 1)).isDone();
            time.advance(TENTH.minusNanos(1));
            assertThat(gone(turns)).isEqualTo(i);
            time.advance(Duration.ofNanos(1));
        }
    }

    @Test
    void pauseGivesOneBurstAndNoMore() {
        Pace pace = pace(RateLimits.NONE.withAll(even(10).withBurst(5)));
        time.advance(Duration.ofHours(1));
        List<CompletableFuture<Lane>> turns = enter(pace, 20, "bob@example.com");
        assertThat(gone(turns)).isEqualTo(5);
        time.advance(TENTH);
        assertThat(gone(turns)).isEqualTo(6);
        time.advance(Duration.ofSeconds(10));
        assertThat(gone(turns)).isEqualTo(20);
    }

    @Test
    void otherDomainsDoNotWaitBehindASlowOne() {
        Pace pace = pace(RateLimits.NONE.withPerDomain(even(1)).withDomain("fast.example", even(1000)));
        List<CompletableFuture<Lane>> slow = enter(pace, 50, "bob@slow.example");
        List<CompletableFuture<Lane>> fast = enter(pace, 50, "bob@FAST.example");
        List<CompletableFuture<Lane>> other = enter(pace, 1, "bob@other.example");
        assertThat(other.get(0)).isDone();
        time.advance(TENTH);
        assertThat(gone(fast)).isEqualTo(50);
        assertThat(gone(slow)).isEqualTo(1);
        time.advance(Duration.ofSeconds(5));
        assertThat(gone(slow)).isEqualTo(6);
    }

    @Test
    void messageToSeveralDomainsCountsForEachAndIsNotOvertakenForEver() {
        Pace pace = pace(RateLimits.NONE.withPerDomain(even(1)));
        enter(pace, 1, "x@b.example");
        List<CompletableFuture<Lane>> both = enter(pace, 1, "x@a.example", "y@a.example", "x@b.example");
        List<CompletableFuture<Lane>> onlyB = enter(pace, 10, "x@b.example");
        List<CompletableFuture<Lane>> onlyA = enter(pace, 1, "x@a.example");
        assertThat(both.get(0)).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThat(gone(both) + gone(onlyB)).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(both.get(0)).isDone();
        assertThat(gone(onlyB)).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(onlyA.get(0)).isDone();
    }

    @Test
    void messageToSeveralDomainsHoldsOnlyTheSlowest() {
        Pace pace = pace(RateLimits.NONE
                .withDomain("slow.example", RateLimit.of(1, Duration.ofHours(1)))
                .withDomain("fast.example", even(10)));
        enter(pace, 1, "x@slow.example");
        List<CompletableFuture<Lane>> three = enter(pace, 5, "x@free.example", "x@fast.example", "x@slow.example");
        List<CompletableFuture<Lane>> free = enter(pace, 5, "x@free.example");
        List<CompletableFuture<Lane>> fast = enter(pace, 5, "x@fast.example");
        assertThat(gone(free)).isEqualTo(5);
        time.advance(Duration.ofSeconds(1));
        assertThat(gone(fast)).isEqualTo(5);
        assertThat(gone(three)).isZero();
        time.advance(Duration.ofHours(1));
        assertThat(gone(three)).isEqualTo(1);
    }

    @Test
    void messageToEquallySlowDomainsWaitsWhereMostDo() {
        Pace pace = pace(RateLimits.NONE.withPerDomain(even(1)));
        enter(pace, 50, "x@b.example");
        List<CompletableFuture<Lane>> both = enter(pace, 5, "x@a.example", "x@b.example");
        List<CompletableFuture<Lane>> onlyA = enter(pace, 5, "x@a.example");
        time.advance(Duration.ofSeconds(5));
        assertThat(gone(onlyA)).isEqualTo(5);
        time.advance(Duration.ofSeconds(60));
        assertThat(gone(both)).isEqualTo(5);
    }

    @Test
    void whoWaitsBehindACancelledMessageGoesAtOnce() {
        Pace pace = pace(RateLimits.NONE.withPerDomain(even(1)));
        enter(pace, 1, "x@b.example");
        CompletableFuture<Lane> both =
                enter(pace, 1, "x@a.example", "x@b.example").get(0);
        CompletableFuture<Lane> onlyA = enter(pace, 1, "x@a.example").get(0);
        assertThat(onlyA).isNotDone();
        pace.withdraw(both);
        assertThat(onlyA).isCompleted();
    }

    @Test
    void oneTimerStandsAtMost() {
        Pace pace = pace(RateLimits.NONE
                .withAll(even(1000))
                .withDomain("slow.example", RateLimit.of(1, Duration.ofSeconds(40))));
        List<CompletableFuture<Lane>> slow = enter(pace, 2, "x@slow.example");
        for (int i = 0; i < 100; i++) {
            time.advance(Duration.ofMillis(2));
            enter(pace, 2, "x@fast.example");
            assertThat(time.timers()).isEqualTo(1);
        }
        time.advance(Duration.ofMillis(1));
        pace.withdraw(slow.get(1));
        assertThat(time.timers()).as("nobody waits").isZero();
        enter(pace, 1, "x@slow.example");
        pace.refuse();
        assertThat(time.timers()).as("closed").isZero();
    }

    @Test
    @Timeout(60)
    void cancellingManyTakesAsLongForEach() {
        Pace pace = pace(RateLimits.NONE.withAll(even(1)));
        List<CompletableFuture<Lane>> turns = enter(pace, 200_000, "bob@example.com");
        for (int i = turns.size() - 1; i > 0; i--) {
            pace.withdraw(turns.get(i));
        }
        assertThat(time.timers()).isZero();
    }

    @Test
    void noRateIsExceededInAnyStretchOfTime() {
        RateLimit all = even(40).withBurst(3);
        RateLimit domain = even(5).withBurst(2);
        Pace pace = pace(RateLimits.NONE.withAll(all).withPerDomain(domain));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, List<Duration>> gone = new HashMap<>();
        for (int i = 0; i < 1_500; i++) {
            String name = "d" + random.nextInt(random.nextBoolean() ? 3 : 20) + ".example";
            pace.enter(List.of("x@" + name)).thenRun(() -> {
                gone.computeIfAbsent(name, n -> new ArrayList<>()).add(time.passed());
                gone.computeIfAbsent("", n -> new ArrayList<>()).add(time.passed());
            });
            time.advance(Duration.ofMillis(random.nextInt(50)));
        }
        time.advance(Duration.ofHours(1));
        assertThat(gone.get("")).as("seed %d", seed).hasSize(1_500);
        gone.forEach((name, times) -> assertThat(isKept(name.isEmpty() ? all : domain, times))
                .as("%s, seed %d", name, seed)
                .isTrue());
    }

    /** From any message on, the next so many take at least their time, but for a burst. */
    private static boolean isKept(RateLimit limit, List<Duration> times) {
        return IntStream.range(0, times.size())
                .allMatch(from -> IntStream.range(from + limit.burst(), times.size())
                        .allMatch(to -> times.get(to).minus(times.get(from)).toNanos()
                                >= (to - from - limit.burst() + 1L) * limit.interval()));
    }

    @Test
    void cancelledMessageTakesNoToken() {
        Pace pace = pace(RateLimits.NONE.withAll(even(10)));
        List<CompletableFuture<Lane>> turns = enter(pace, 3, "bob@example.com");
        pace.withdraw(turns.get(1));
        time.advance(TENTH);
        assertThat(turns.get(2)).isDone();
        assertThat(oneLane.get(0).underWay()).hasValue(2);
        pace.withdraw(turns.get(2));
        assertThat(oneLane.get(0).underWay()).hasValue(1);
    }

    @Test
    void closeSendsAwayWhoWaits() {
        Pace pace = pace(RateLimits.NONE.withPerDomain(even(1)));
        List<CompletableFuture<Lane>> turns = enter(pace, 3, "bob@example.com");
        pace.refuse();
        assertThat(turns.get(0)).isCompleted();
        assertThat(turns.get(1)).isCancelled();
        assertThat(turns.get(2)).isCancelled();
        assertThat(enter(pace, 1, "bob@elsewhere.example").get(0)).isCancelled();
    }

    @Test
    void domainsThatNobodyWritesToAreForgotten() {
        Pace pace = pace(RateLimits.NONE.withPerDomain(even(10)));
        for (int i = 0; i < 100_000; i++) {
            pace.enter(List.of("x@d" + i + ".example"));
            time.advance(Duration.ofMillis(1));
        }
        assertThat(pace.lines()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void domainThatAWaitingMessageGoesToIsNotForgotten() {
        Pace pace = pace(RateLimits.NONE
                .withDomain("slow.example", RateLimit.of(1, Duration.ofHours(1)))
                .withDomain("victim.example", RateLimit.of(1, Duration.ofMinutes(30))));
        enter(pace, 1, "x@slow.example");
        List<CompletableFuture<Lane>> both = enter(pace, 1, "x@slow.example", "x@victim.example");
        for (int i = 0; i < 1_200; i++) {
            enter(pace, 1, "x@d" + i + ".example");
        }
        time.advance(Duration.ofMinutes(59));
        List<CompletableFuture<Lane>> alone = enter(pace, 1, "x@victim.example");
        time.advance(Duration.ofMinutes(2));
        assertThat(gone(both) + gone(alone)).isEqualTo(1);
    }

    @Test
    void domainCountsHoweverItIsWritten() {
        Pace pace = pace(RateLimits.NONE.withDomain("b\u00FCcher.example.", even(1)));
        assertThat(gone(enter(pace, 1, "x@xn--bcher-kva.example"))).isEqualTo(1);
        assertThat(gone(enter(pace, 1, "x@B\u00DCCHER.example"))).isZero();
        assertThat(gone(enter(pace, 1, "x@XN--bcher-kva.example."))).isZero();
        assertThat(gone(enter(pace, 1, "x@b\u00FCcher.\u0000.example"))).isEqualTo(1);
    }

    @Test
    void eachConnectionHasARateOfItsOwn() {
        RateLimit each = even(1);
        List<Lane> lanes = Lanes.of(sender.options(), PoolLimits.DEFAULT.withMaxConnections(3), each, time.nanos());
        assertThat(lanes)
                .hasSize(3)
                .allSatisfy(lane ->
                        assertThat(lane.sender().limits().maxConnections()).isEqualTo(1));
        Pace pace = new Pace(RateLimits.NONE.withPerConnection(each), time, lanes);
        List<CompletableFuture<Lane>> turns = enter(pace, 10, "bob@example.com");
        assertThat(gone(turns)).isEqualTo(3);
        assertThat(lanes).allSatisfy(lane -> assertThat(lane.underWay()).hasValue(1));
        lanes.get(1).leave();
        time.advance(Duration.ofSeconds(1));
        assertThat(gone(turns)).isEqualTo(6);
        assertThat(turns.get(3).join()).as("the one with least to do").isSameAs(lanes.get(1));
    }

    @Test
    void rateOfAlmostNothingLetsItsBurstGo() {
        RateLimit seldom = RateLimit.of(1, Duration.ofSeconds(Long.MAX_VALUE)).withBurst(3);
        List<CompletableFuture<Lane>> turns = enter(pace(RateLimits.NONE.withAll(seldom)), 5, "bob@example.com");
        assertThat(gone(turns)).isEqualTo(3);
        time.advance(Duration.ofDays(365));
        assertThat(gone(turns)).isEqualTo(3);
    }

    @Test
    void ratesAreChecked() {
        assertThat(RateLimit.perSecond(14).burst()).isEqualTo(1);
        assertThat(RateLimit.perSecond(5_000).burst()).isEqualTo(500);
        assertThat(RateLimit.of(30, Duration.ofMinutes(1)).interval()).isEqualTo(2_000_000_000);
        assertThat(RateLimit.of(1, Duration.ofSeconds(Long.MAX_VALUE)).interval())
                .isPositive();
        assertThatThrownBy(() -> RateLimit.perSecond(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(2, Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> even(1).withBurst(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimits.NONE.withDomain("no domain", even(1)))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> RateLimits.NONE.withDomain(null, even(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("domain");
        assertThatThrownBy(() -> RateLimits.NONE.withDomain("*.example", even(1)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("rateLimitPerDomain");
        assertThat(RateLimits.NONE.withDomain("B\u00FCcher.example", even(1)).ofDomain("xn--bcher-kva.example"))
                .isEqualTo(even(1));
    }
}
