package org.postrider.smtp.internal.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.ServerAddress;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** DNS may name servers in the domain that was asked for, and elsewhere only where it is trusted to. */
class SubmissionServersTest {
    private final List<String> questions = new ArrayList<>();

    private static ServiceRecord at(String target) {
        return new ServiceRecord(0, 0, 587, target);
    }

    private List<ServerAddress> find(SmtpOptions.Builder options, ServiceRecord... records) throws NoServersException {
        return new SubmissionServers(name -> {
                    questions.add(name);
                    return List.of(records);
                })
                .find(options.build());
    }

    private static SmtpOptions.Builder of(String domain, String... trusted) {
        return SmtpOptions.builder(domain)
                .route(RouteOptions.DIRECT.withServersFromDns().withTrustedServerDomains(trusted));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, IMPLICIT, _submissions._tcp.example.com",
        "Example.COM., STARTTLS, _submission._tcp.example.com",
        "bücher.example, NONE, _submission._tcp.xn--bcher-kva.example"
    })
    void questionIsThatOfTheDomainAndItsTls(String domain, TlsMode mode, String question) throws NoServersException {
        String target = "mx." + question.substring(question.indexOf("tcp.") + 4) + ".";
        assertThat(find(of(domain).tls(TlsOptions.of(mode)), at(target))).hasSize(1);
        assertThat(questions).containsExactly(question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.example.com.", "MX.a.Example.Com", "example.com."})
    void serverInTheDomainIsTaken(String target) throws NoServersException {
        assertThat(find(of("example.com"), at(target))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.net.",
                "notexample.com.",
                "example.com.example.net.",
                "com.",
                "192.0.2.1.",
                "evil\\000.example.com.",
                "*.example.com.",
                ".example.com.",
                "a..example.com.",
                "mx.ex\u0430mple.com.",
                ""
            })
    void serverElsewhereIsRefusedAndNamed(String target) {
        assertThatThrownBy(() -> find(of("example.com", "example.org"), at(target)))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("aren't in that domain")
                .hasMessageContaining("withTrustedServerDomains");
    }

    @Test
    void serverInATrustedDomainIsTaken() throws NoServersException {
        assertThat(find(of("example.com", "Example.ORG"), at("mx.example.org."), at("mx.example.net.")))
                .extracting(ServerAddress::host)
                .containsExactly("mx.example.org");
    }

    @Test
    void loneDotSaysThatThereIsNoService() {
        assertThatThrownBy(() -> find(of("example.com"), new ServiceRecord(0, 0, 0, ".")))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("no such service");
    }

    @Test
    void loneDotBesideAServerElsewhereIsNotShown() {
        assertThatThrownBy(() -> find(of("example.com"), new ServiceRecord(0, 0, 0, "."), at("mx.example.net.")))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("names mx.example.net as mail servers");
    }

    @Test
    void serversWithoutAPortAreToldAsThat() {
        ServiceRecord portless = new ServiceRecord(0, 0, 0, "mx.example.com.");
        assertThatThrownBy(() -> find(of("example.com"), portless, new ServiceRecord(1, 0, 0, ".")))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("names mx.example.com as mail servers of example.com without a port")
                .hasMessageNotContaining("trust");
        assertThatThrownBy(() -> find(of("example.com"), portless, at("mx.example.net.")))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("names mx.example.net as mail servers")
                .hasMessageContaining("aren't in that domain");
    }

    @Test
    void domainWithoutRecordsIsToldWithItsMend() {
        assertThatThrownBy(() -> find(of("example.com")))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("_submission._tcp.example.com")
                .hasMessageContaining("didn't arrive whole")
                .hasMessageContaining("give host and port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "ldap:evil.example", "a=b", "."})
    void whatIsNoDomainIsNotAskedFor(String host) {
        assertThatThrownBy(() -> find(of(host), at("mx.example.com")))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("no domain");
        assertThat(questions).isEmpty();
    }

    @Test
    void portThatIsNoneAndServersBeyondCountingAreLeftOut() throws NoServersException {
        ServiceRecord[] many = IntStream.range(0, 1000)
                .mapToObj(i -> new ServiceRecord(1000 - i, 0, i % 2 * 587, "mx" + i + ".example.com."))
                .toArray(ServiceRecord[]::new);
        assertThat(find(of("example.com"), many))
                .hasSize(20)
                .allSatisfy(server -> assertThat(server.port()).isEqualTo(587))
                .extracting(ServerAddress::priority)
                .startsWith(1, 3, 5);
    }

    @Test
    void failureToAskIsTold() {
        ServiceRecords dead = name -> {
            throw new IOException("no answer from DNS (it is asleep)");
        };
        assertThatThrownBy(
                        () -> new SubmissionServers(dead).find(of("example.com").build()))
                .isInstanceOf(NoServersException.class)
                .hasMessageContaining("asleep");
    }
}
