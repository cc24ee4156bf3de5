package org.postrider.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/** Shows a person what was learned of a server. Why no message could be sent is told on standard error, by {@link Faults}. */
final class ProbeText {
    private final ProbeResult result;
    private final PrintWriter out;

    private ProbeText(ProbeResult result, PrintWriter out) {
        this.result = result;
        this.out = out;
    }

    static void print(ProbeResult result, List<Advice> advice, PrintWriter out) {
        ProbeText text = new ProbeText(result, out);
        text.addresses();
        text.greeting();
        boolean both = result.secured() != null && result.findings().clear() != null;
        text.offer(both ? "Offered before TLS" : "Offered", result.findings().clear());
        text.tls();
        text.offer("Offered under TLS", result.secured());
        text.login();
        text.timings();
        text.advice(advice);
    }

    private void addresses() {
        out.println("Server " + Terminal.harmless(result.options().server()));
        result.findings()
                .attempts()
                .forEach((address, problem) ->
                        line(Addresses.text(address) + "  " + (problem.isEmpty() ? "connected" : problem)));
    }

    private void greeting() {
        SmtpReply greeting = result.findings().greeting();
        if (greeting != null) {
            title("Greeting");
            line(greeting.toString());
        }
    }

    private void offer(String title, @Nullable Offer offer) {
        if (offer != null) {
            title(title);
            if (offer.lines().isEmpty()) {
                line("nothing beyond the plain protocol");
            }
            offer.lines().forEach(line -> line(Terminal.harmless(line)));
        }
    }

    private void tls() {
        TlsFacts facts = result.tls();
        List<Shown> chain = result.certificates();
        if (facts == null && chain.isEmpty()) {
            return;
        }
        title(result.isVerified() ? "TLS" : "TLS, not to be trusted");
        if (facts != null) {
            line(facts.protocol() + " " + facts.cipherSuite());
        }
        for (int i = 0; i < chain.size(); i++) {
            certificate(chain.get(i));
            if (i == 0) {
                host(chain.get(i));
            }
        }
    }

    private void host(Shown servers) {
        String host = Terminal.harmless(result.options().host());
        List<String> names = servers.names().stream().map(Terminal::harmless).toList();
        line("  for " + (names.isEmpty() ? "no host at all" : String.join(", ", names)) + " (" + host
                + (result.isForHost() ? " matches)" : " does NOT match)"));
    }

    private void certificate(Shown each) {
        long days = each.daysLeft(result.when());
        String date = each.notAfter().atOffset(ZoneOffset.UTC).toLocalDate().toString();
        line("certificate of " + Terminal.harmless(each.subject()));
        line("  issued by " + Terminal.harmless(each.issuer()));
        line("  " + each.key() + ", " + each.signature() + ", "
                + (days < 0 ? "EXPIRED on " + date : "valid until " + date + " (" + days + " days left)"));
    }

    private void login() {
        List<String> offered = result.offeredMechanisms();
        if (offered.isEmpty()) {
            return;
        }
        title("Login");
        line("offered: " + Terminal.harmless(String.join(", ", offered)));
        line(result.mechanism() == null ? passwordLogin() : "logged in by " + result.mechanism());
    }

    private String passwordLogin() {
        List<String> order = result.passwordMechanisms();
        return order.isEmpty()
                ? "with a password: no way that we know"
                : "with a password we would use " + String.join(", or else ", order);
    }

    private void timings() {
        title("Timings");
        result.findings().steps().forEach(step -> timing(step.name(), step.time()));
        timing("in all", result.total());
    }

    private void timing(String name, Duration time) {
        line(String.format(Locale.ROOT, "%-16s %8.1f ms", name, time.toNanos() / 1e6));
    }

    private void advice(List<Advice> advice) {
        if (!advice.isEmpty()) {
            title("To consider");
            advice.forEach(each -> line((each.isWarning() ? "WARNING  " : "note     ") + each.text()));
        }
    }

    private void title(String text) {
        out.println();
        out.println(text);
    }

    private void line(String text) {
        out.println("  " + text);
    }
}
