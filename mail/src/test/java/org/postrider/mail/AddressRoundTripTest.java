package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Addresses out of the grammar: whatever stands around them, what was meant is what is sent. */
class AddressRoundTripTest {
    private static final List<String> ATOMS =
            List.of("a", "jane", "O'Neil", "x+y", "!#$%&'*+-/=?^_`{|}~", "0", "ümlaut", "日本", "\uD83D\uDE00", "İ");
    private static final List<String> QUOTED = List.of(
            "\"\"",
            "\"a b\"",
            "\"a@b\"",
            "\"\\\"\"",
            "\"\\\\\"",
            "\"(x)\"",
            "\"<a@b>\"",
            "\"a,b;c:d\"",
            "\"ü\"",
            "\".\"");
    private static final List<String> LABELS =
            List.of("a", "example", "x-1", "under_score", "EXAMPLE", "123", "xn--fa-hia");
    private static final List<String> INTERNATIONAL = List.of("faß", "ÄÖ", "日本", "a", "straße-1", "ｗｉｄｅ");
    private static final List<String> LITERALS =
            List.of("[127.0.0.1]", "[IPv6:2001:db8::1]", "[a\\]b]", "[\\\\]", "[x:!y]", "[]");
    private static final List<String> NAMES = List.of(
            "Jane", "Jane Doe", "\"Doe, Jane\"", "\"a \\\"b\\\" <c@d>\"", "Jürgen", "\"\\\\\"", "Dr. X", "\"x:y;\"");
    private static final List<String> BLANKS = List.of("", "", "", " ", "\t ", "(c)", " (a (b\\)) <x@y>, \")");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String some(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String dotted(Supplier<String> piece) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> piece.get())
                .collect(Collectors.joining("."));
    }

    private String user() {
        String dots = dotted(() -> some(ATOMS));
        return switch (random.nextInt(5)) {
            case 0 -> some(QUOTED);
            case 1 -> dots + "." + some(QUOTED);
            case 2 -> dots + "..x.";
            default -> dots;
        };
    }

    private String host() {
        return switch (random.nextInt(4)) {
            case 0 -> some(LITERALS);
            case 1 -> dotted(() -> some(INTERNATIONAL));
            default -> dotted(() -> some(LABELS));
        };
    }

    private String text(String user, String host) {
        String mailbox = user + some(BLANKS) + "@" + some(BLANKS) + host + some(BLANKS);
        return switch (random.nextInt(3)) {
            case 0 -> some(BLANKS) + mailbox;
            case 1 -> some(BLANKS) + "<" + some(BLANKS) + mailbox + ">" + some(BLANKS);
            default -> some(BLANKS) + some(NAMES) + " <" + mailbox + ">" + some(BLANKS);
        };
    }

    @Test
    void whatIsParsedIsWhatIsSentAndReadsTheSameAgain() {
        for (int i = 0; i < 20_000; i++) {
            String user = user();
            String host = host();
            String text = text(user, host);
            MailAddress address = new MailAddress(text);
            assertThat(address.getUser()).as("seed %d: %s", seed, text).isEqualTo(user);
            assertThat(address.getHost()).as("seed %d: %s", seed, text).isEqualTo(host);
            MailAddress sent = new MailAddress(address.mailbox());
            assertThat(sent.mailbox()).as("seed %d: %s", seed, text).isEqualTo(address.mailbox());
            assertThat(sent.getUser()).isEqualTo(user);
            assertThat(new MailAddress(address.toString())).isEqualTo(address).hasSameHashCodeAs(address);
            assertThat(MailEnvelope.of(new MailMessage(address, address)).recipients())
                    .containsExactly(address.mailbox());
        }
    }

    @Test
    void listsOfThemHoldTheSame() {
        for (int i = 0; i < 2_000; i++) {
            List<MailAddress> addresses = IntStream.rangeClosed(0, random.nextInt(4))
                    .mapToObj(n -> new MailAddress(text(user(), host())))
                    .toList();
            MailAddressCollection all = new MailAddressCollection();
            all.add(addresses.stream()
                    .map(MailAddress::toString)
                    .collect(Collectors.joining(some(BLANKS) + "," + some(BLANKS))));
            assertThat(all).as("seed %d: %s", seed, addresses).isEqualTo(addresses);
        }
    }
}
