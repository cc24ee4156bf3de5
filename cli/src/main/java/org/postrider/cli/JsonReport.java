package org.postrider.cli;

import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.EnhancedStatusCode;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.Timings;
import org.postrider.smtp.TlsFacts;

/**
 * One JSON object in one line. Its keys are always the same, null where there is nothing to tell; a failure adds {@code kind} and
 * {@code message}. Programs read it, so names and forms are part of the command's contract.
 */
final class JsonReport implements Report {
    @Override
    public void print(SendResult result, @Nullable DeliveryException failure, PrintWriter out) {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("outcome", Json.word(result.outcome()));
        if (failure != null) {
            report.put("kind", Json.word(failure.kind()));
            report.put("message", failure.getMessage());
        }
        report.put(
                "recipients",
                result.recipients().stream()
                        .map(r -> reply(r.reply(), r.address()))
                        .toList());
        report.put("reply", result.reply().map(reply -> reply(reply, null)).orElse(null));
        report.put("queueId", result.queueId().orElse(null));
        connection(report, result.connection());
        report.put("timings", timings(result.timings()));
        out.println(Json.of(report));
    }

    private static Map<String, @Nullable Object> reply(SmtpReply reply, @Nullable String recipient) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (recipient != null) {
            object.put("address", recipient);
            object.put("accepted", reply.isPositive());
        }
        object.put("code", reply.code());
        object.put(
                "enhanced",
                reply.enhancedCode().map(EnhancedStatusCode::toString).orElse(null));
        object.put("text", String.join("\n", reply.lines()));
        return object;
    }

    private static void connection(Map<String, @Nullable Object> report, ConnectionFacts facts) {
        report.put("server", facts.server());
        report.put("address", facts.address() == null ? null : Addresses.text(facts.address()));
        report.put("tls", facts.tls().map(JsonReport::tls).orElse(null));
        report.put("mechanism", facts.mechanism());
    }

    private static Map<String, @Nullable Object> tls(TlsFacts facts) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("protocol", facts.protocol());
        object.put("cipher", facts.cipherSuite());
        object.put("resumed", facts.resumed());
        object.put(
                "peer",
                facts.peerCertificates().stream()
                        .findFirst()
                        .map(JsonReport::subject)
                        .orElse(null));
        return object;
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static Map<String, @Nullable Object> timings(Timings timings) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("connectMs", millis(timings.connect()));
        object.put("sessionMs", millis(timings.session()));
        object.put("transactionMs", millis(timings.transaction()));
        object.put("totalMs", millis(timings.total()));
        return object;
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
