package org.postrider.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/**
 * What was learned of a server as one JSON object in one line. Its keys are always the same, null where there is nothing to tell; a
 * failure adds {@code kind} and {@code message}. Programs read it, so names and forms are part of the command's contract.
 */
final class ProbeJson {
    private ProbeJson() {}

    static void print(ProbeResult result, List<Advice> advice, PrintWriter out) {
        Findings findings = result.findings();
        SmtpReply greeting = findings.greeting();
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        outcome(report, result.failure(), advice);
        report.put("server", result.options().server());
        report.put(
                "addresses",
                findings.attempts().entrySet().stream().map(ProbeJson::address).toList());
        report.put("greeting", greeting == null ? null : String.join("\n", greeting.lines()));
        report.put("offeredInClear", lines(findings.clear()));
        report.put("offeredUnderTls", lines(result.secured()));
        report.put("tls", result.certificates().isEmpty() && result.tls() == null ? null : tls(result));
        report.put("login", login(result));
        report.put("timings", timings(result));
        report.put(
                "warnings",
                advice.stream().filter(Advice::isWarning).map(ProbeJson::advice).toList());
        report.put(
                "notes",
                advice.stream()
                        .filter(each -> !each.isWarning())
                        .map(ProbeJson::advice)
                        .toList());
        out.println(Json.of(report));
    }

    private static void outcome(
            Map<String, @Nullable Object> report, @Nullable DeliveryException failure, List<Advice> advice) {
        if (failure == null) {
            report.put("outcome", advice.stream().anyMatch(Advice::isWarning) ? "warnings" : "good");
        } else {
            report.put("outcome", "failed");
            report.put("kind", Json.word(failure.kind()));
            report.put("message", failure.getMessage());
        }
    }

    private static Map<String, @Nullable Object> address(Map.Entry<InetSocketAddress, String> attempt) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("address", Addresses.text(attempt.getKey()));
        object.put("connected", attempt.getValue().isEmpty());
        object.put("problem", attempt.getValue().isEmpty() ? null : attempt.getValue());
        return object;
    }

    private static @Nullable List<String> lines(@Nullable Offer offer) {
        return offer == null ? null : offer.lines();
    }

    private static Map<String, @Nullable Object> tls(ProbeResult result) {
        TlsFacts facts = result.tls();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("protocol", facts == null ? null : facts.protocol());
        object.put("cipher", facts == null ? null : facts.cipherSuite());
        object.put("trusted", result.isVerified());
        object.put("forHost", result.isForHost());
        object.put(
                "certificates",
                result.certificates().stream()
                        .map(each -> certificate(each, result))
                        .toList());
        return object;
    }

    private static Map<String, @Nullable Object> certificate(Shown shown, ProbeResult result) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("subject", shown.subject());
        object.put("issuer", shown.issuer());
        object.put("names", shown.names());
        object.put("key", shown.key());
        object.put("signature", shown.signature());
        object.put("notBefore", shown.notBefore());
        object.put("notAfter", shown.notAfter());
        object.put("daysLeft", shown.daysLeft(result.when()));
        return object;
    }

    private static Map<String, @Nullable Object> login(ProbeResult result) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("offered", result.offeredMechanisms());
        object.put("withPassword", result.passwordMechanisms());
        object.put("used", result.mechanism());
        return object;
    }

    private static Map<String, @Nullable Object> timings(ProbeResult result) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put(
                "steps", result.findings().steps().stream().map(ProbeJson::step).toList());
        object.put("totalMs", result.total().toNanos() / 1e6);
        return object;
    }

    private static Map<String, @Nullable Object> step(Findings.Step step) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("step", step.name());
        object.put("ms", step.time().toNanos() / 1e6);
        return object;
    }

    private static Map<String, @Nullable Object> advice(Advice advice) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("code", advice.code());
        object.put("text", advice.text());
        return object;
    }
}
