package org.postrider.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** From samples to tables and charts. */
class LoadResultsTest {
    private static final Sink.Counts EXACT = new Sink.Counts(150, 0, 300, 150, 450_000);

    private static Sample sample(long sent) {
        return new Sample(sent, 150, 1_000_000_000, sent * 20_000, sent * 2500, 90_000, 150_000, 2_000_000, 0, "null");
    }

    @Test
    void aSampleSurvivesItsLine() {
        Sample failed = new Sample(1, 2, 3, 4, 5, 6, 7, 8, 9, "java.io.IOException: two\nlines");

        assertThat(Sample.ofLine(sample(100).toLine())).isEqualTo(sample(100));
        assertThat(failed.toLine()).doesNotContain("\n");
        assertThat(Sample.ofLine(failed.toLine()).error()).isEqualTo("java.io.IOException: two lines");
    }

    @Test
    void theTableHasMediansAndRatios() {
        Map<ClientKind, Samples> results = new EnumMap<>(ClientKind.class);
        for (ClientKind kind : new ClientKind[] {ClientKind.POSTRIDER_AWAITED, ClientKind.SMTP_SOURCE}) {
            Samples samples = new Samples();
            long factor = kind.isOurs() ? 3 : 1;
            samples.add(sample(30 * factor), EXACT);
            samples.add(sample(10 * factor), EXACT);
            samples.add(sample(20 * factor), EXACT);
            results.put(kind, samples);
        }
        assertThat(new LoadTable(results).toString().lines())
                .contains(
                        "| postrider-awaited | 60 | 30 to 90 | 3.00 | 20.0 | 2.5 | 90 | 150 | 2,000 | 2.00 | 1.00 | 3.0 |",
                        "| smtp-source | 20 | 10 to 30 | 1.00 | 20.0 | 2.5 | 90 | 150 | 2,000 | 2.00 | 1.00 | 3.0 |",
                        "Ratio: to smtp-source.");
    }

    @Test
    void ofAnEvenNumberOfRoundsTheMedianLiesBetweenTheTwoInTheMiddle() {
        Samples samples = new Samples();
        samples.add(sample(40), EXACT);
        samples.add(sample(10), EXACT);
        assertThat(samples.median(Sample::rate)).isEqualTo(25);
        samples.add(sample(30), EXACT);
        assertThat(samples.median(Sample::rate)).isEqualTo(30);
        samples.add(sample(20), EXACT);
        assertThat(samples.median(Sample::rate)).isEqualTo(25);
    }

    @Test
    void whatASinkDoesNotCountIsLeftEmpty() {
        Samples samples = new Samples();
        samples.add(sample(10), new Sink.Counts(150, 0, 0, 0, 450_000));

        assertThat(new LoadTable(Map.of(ClientKind.ANGUS, samples)).toString().lines())
                .contains("| angus | 10 | 10 to 10 | 1.00 | 20.0 | 2.5 | 90 | 150 | 2,000 |  |  | 3.0 |");
    }

    @Test
    void aResultThatDiffersFromTheSinksCountIsNone() {
        Samples samples = new Samples();
        samples.add(sample(100), new Sink.Counts(149, 0, 1, 1, 1));
        samples.add(sample(100), new Sink.Counts(150, 1, 1, 1, 1));
        samples.add(new Sample(100, 150, 1, 1, 1, 1, 1, 1, 7, "why"), EXACT);
        samples.add(new Sample(0, 150, 1, 1, 1, 1, 1, 1, 0, "null"), EXACT);

        assertThat(samples.isEmpty()).isTrue();
        assertThat(samples.troubles()).hasSize(4);
        assertThat(new LoadTable(Map.of(ClientKind.ANGUS, samples)).toString())
                .contains(
                        "No result of angus: sent 150, the sink counted 149",
                        "refused 1 commands",
                        "7 errors, the first: why",
                        "no message was taken in the time that was measured");
    }

    @Test
    void quantilesAreRightToThreePercent() {
        Latencies latencies = new Latencies();
        assertThat(latencies.quantile(0.5)).isZero();
        for (int i = 1; i <= 100_000; i++) {
            latencies.add(i, i * 1000L);
        }
        assertThat(latencies.quantile(0.5) / 50_000_000.0).isBetween(0.96, 1.0);
        assertThat(latencies.quantile(0.99) / 99_000_000.0).isBetween(0.96, 1.0);
        assertThat(latencies.quantile(1) / 100_000_000.0).isBetween(0.96, 1.0);
    }

    @Test
    void extremeTimesAreCountedToo() {
        Latencies latencies = new Latencies();
        latencies.add(0, -5);
        latencies.add(0, 0);
        latencies.add(0, 31);
        latencies.add(0, Long.MAX_VALUE);

        assertThat(latencies.quantile(0.5)).isZero();
        assertThat(latencies.quantile(0.75)).isEqualTo(31);
        assertThat(latencies.quantile(1)).isGreaterThan(3_600_000_000_000L);
    }

    @Test
    void theChartIsAnImageWithABarForEach() throws Exception {
        BarChart chart = new BarChart("rate < \"most\" & more");
        chart.add("ours", 1000, true);
        chart.add("peer", 250, false);
        chart.add("none", 0, false);

        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.toString())))
                .getDocumentElement();
        assertThat(svg.getTagName()).isEqualTo("svg");
        assertThat(svg.getAttribute("aria-label")).isEqualTo("rate < \"most\" & more");
        assertThat(width(svg, 1) / width(svg, 2)).isEqualTo(4);
        assertThat(width(svg, 3)).isEqualTo(1);
        assertThat(svg.getTextContent()).contains("ours", "1,000", "peer", "250");
    }

    private static double width(Element svg, int bar) {
        Element rectangle = (Element) svg.getElementsByTagName("rect").item(bar);
        return Double.parseDouble(rectangle.getAttribute("width"));
    }

    @Test
    void theCommandLineChoosesWhoSendsWhat() {
        LoadOptions options = LoadOptions.parse(
                "--clients", "angus,postrider-flight", "--rounds", "5", "--warm", "0.5", "rtt20-c1", "--postfix");

        assertThat(options.clients).containsExactly(ClientKind.ANGUS, ClientKind.POSTRIDER_FLIGHT);
        assertThat(options.scenarios).containsExactly(Scenario.RTT20_C1);
        assertThat(options.rounds).isEqualTo(5);
        assertThat(options.warmUp).hasMillis(500);
        assertThat(options.isPostfix).isTrue();
        assertThat(LoadOptions.parse().scenarios).containsExactly(Scenario.values());
        assertThat(LoadOptions.parse("--help").isHelp).isTrue();
        assertThat(LoadOptions.USAGE)
                .contains("  tls-text1k-c10     text1k, 10 connections, STARTTLS\n", "  nio-smtp-client\n");
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch, there is no scenario nosuch",
        "--nosuch, there is no option --nosuch",
        "--clients, --clients needs a value",
        "--clients angus;nosuch, there is no client nosuch",
        "--rounds 0, '--rounds: give a number from 1.0 to 3600, this is 0'",
        "--rounds many, '--rounds: give a number from 1.0 to 3600, this is many'",
        "--warm -1, '--warm: give a number from 0.0 to 3600, this is -1'",
        "--time 0, '--time: give a number from 0.1 to 3600, this is 0'"
    })
    void aMistakeInTheCommandLineIsNamed(String line, String told) {
        assertThatThrownBy(() -> LoadOptions.parse(line.replace(';', ',').split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told);
    }

    @Test
    void callsOfTheSystemAreCountedByPurpose() {
        SystemCalls calls = SystemCalls.parse(List.of(
                "% time     seconds  usecs/call     calls    errors syscall",
                "------ ----------- ----------- --------- --------- ----------------",
                " 93.10    1.200000         120     10000       300 futex",
                "  4.00    0.050000          10      5000           write",
                "  2.00    0.020000          10        40           writev",
                "  0.90    0.010000          10       300       200 read",
                "  0.00    0.000000           0         7           epoll_ctl",
                "  0.00    0.000000           0         9           mmap",
                "------ ----------- ----------- --------- --------- ----------------",
                "100.00    1.280000          60     15356       500 total"));

        assertThat(calls.of(SystemCalls.Purpose.SEND)).isEqualTo(5040);
        assertThat(calls.of(SystemCalls.Purpose.RECEIVE)).isEqualTo(300);
        assertThat(calls.of(SystemCalls.Purpose.SELECT)).isEqualTo(7);
        assertThat(calls.of(SystemCalls.Purpose.FUTEX)).isEqualTo(10_000);
        assertThat(calls.of(SystemCalls.Purpose.OTHER)).isEqualTo(9);
    }

    @Test
    void everyScenarioSaysWhatItIs() {
        assertThat(Scenario.RTT20_C1_DATA.title()).isEqualTo("text1k, 1 connection, no CHUNKING, replies 20 ms away");
        assertThat(Scenario.TLS_ATT1M_C10.title()).isEqualTo("att1m, 10 connections, STARTTLS");
    }
}
