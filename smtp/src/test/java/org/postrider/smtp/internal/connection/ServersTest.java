package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.ServerAddress;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.dns.NoServersException;
import org.postrider.smtp.internal.dns.ServiceRecord;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.LoginFacts;

class ServersTest {
    private static final Failure LOST = new Failure(FailureKind.CONNECTION, "", DeliveryOutcome.NOT_SENT, null, null);

    private final AtomicLong clock = new AtomicLong();
    private final Random random = new Random(7);

    private Servers servers(List<ServerAddress> addresses) {
        SmtpOptions options = SmtpOptions.builder("service")
                .route(RouteOptions.DIRECT.withServers(addresses))
                .build();
        return new Servers(options, random::nextInt, clock::get, name -> List.of());
    }

    private static List<String> all(Servers.Tour tour) throws NoServersException {
        List<String> hosts = new ArrayList<>();
        do {
            hosts.add(tour.next().host());
        } while (tour.mayGoOn());
        return hosts;
    }

    @Test
    void withoutServersThereIsTheHost() throws NoServersException {
        assertThat(all(servers(List.of()).tour())).containsExactly("service");
    }

    @Test
    void lowestPriorityGoesFirst() throws NoServersException {
        List<ServerAddress> addresses = List.of(
                new ServerAddress("c", 25, 9, 65535),
                new ServerAddress("a", 25, 0, 0),
                new ServerAddress("b", 25, 1, 1));
        assertThat(all(servers(addresses).tour())).containsExactly("a", "b", "c");
    }

    @Test
    void amongEqualsTheWeightDecides() throws NoServersException {
        Servers servers = servers(List.of(new ServerAddress("a", 25, 0, 3), new ServerAddress("b", 25, 0, 1)));
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            first += all(servers.tour()).get(0).equals("a") ? 1 : 0;
        }
        assertThat(first).isBetween(5500, 8000); // RFC 2782 draws from 0 to the sum: 3 or 2 of 5.
    }

    @Test
    void serverThatHasFailedIsTriedLastForAWhile() throws NoServersException {
        Servers servers = servers(ServerAddress.inOrder(25, "a", "b"));
        Servers.Tour tour = servers.tour();
        tour.next();
        assertThat(tour.goesOn(LOST, LoginFacts.NONE)).isTrue();
        assertThat(all(servers.tour())).containsExactly("b", "a");
        clock.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(all(servers.tour())).containsExactly("a", "b");
    }

    @Test
    void serverThatIsArrivedAtIsTheLast() throws NoServersException {
        Servers.Tour tour = servers(ServerAddress.inOrder(25, "a", "b")).tour();
        tour.next();
        tour.arrived();
        assertThat(tour.goesOn(LOST, LoginFacts.NONE)).isFalse();
    }

    @Test
    void serverThatSawALoginIsTheLast() throws NoServersException {
        Servers.Tour tour = servers(ServerAddress.inOrder(25, "a", "b")).tour();
        tour.next();
        assertThat(tour.goesOn(LOST, new LoginFacts(true, null, null))).isFalse();
    }

    @Test
    void failureOfLoginOrTrustIsNoReasonToGoOn() throws NoServersException {
        for (FailureKind kind : List.of(FailureKind.AUTHENTICATION, FailureKind.TLS, FailureKind.CANCELLED)) {
            Servers.Tour tour = servers(ServerAddress.inOrder(25, "a", "b")).tour();
            tour.next();
            assertThat(tour.goesOn(new Failure(kind, "", DeliveryOutcome.NOT_SENT, null, null), LoginFacts.NONE))
                    .as("%s", kind)
                    .isFalse();
        }
    }

    @Test
    void behindTheLastServerThereIsNoOther() throws NoServersException {
        Servers.Tour tour = servers(ServerAddress.inOrder(25, "a", "b")).tour();
        assertThat(all(tour)).containsExactly("a", "b");
        assertThat(tour.next().host()).isEqualTo("b");
    }

    @Test
    void answerOfDnsIsAskedForAgainAfterAWhile() throws NoServersException {
        AtomicLong questions = new AtomicLong();
        SmtpOptions options = SmtpOptions.builder("example.com")
                .route(RouteOptions.DIRECT.withServersFromDns())
                .build();
        Servers servers = new Servers(
                options,
                random::nextInt,
                clock::get,
                name -> List.of(
                        new ServiceRecord(0, 0, 587, "mx" + questions.incrementAndGet() + ".example.com."),
                        new ServiceRecord(1, 0, 2587, "spare.example.com.")));
        assertThat(all(servers.tour())).containsExactly("mx1.example.com", "spare.example.com");
        assertThat(all(servers.tour())).containsExactly("mx1.example.com", "spare.example.com");
        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(all(servers.tour())).containsExactly("mx2.example.com", "spare.example.com");
    }
}
