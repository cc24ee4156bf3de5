package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;

/** Lists of addresses and groups, in little and in large. */
class MailAddressCollectionTest {
    private static final String ONE = "\"Doe, Jane\" (comment) <jane.doe@example.org>, ";

    private final MailAddressCollection all = new MailAddressCollection();

    /** The best of four, each so many times in a row. */
    private static long nanos(int times, String addresses) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long start = System.nanoTime();
            for (int j = 0; j < times; j++) {
                new MailAddressCollection().add(addresses);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    private static String header(MailMessage message) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        message.writeTo(written);
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void nullIsToldByTheNameOfItsParameter() {
        assertThatNullPointerException()
                .isThrownBy(() -> all.add((String) null))
                .withMessage("addresses");
        assertThatNullPointerException().isThrownBy(() -> all.addGroup(null)).withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> all.addGroup("Friends", (MailAddress) null))
                .withMessage("member");
        assertThat(all).isEmpty();
    }

    @Test
    void aListIsReadInLinearTime() {
        assertTimeout(Duration.ofSeconds(20), () -> all.add(ONE.repeat(200_000) + "x@y"));
        assertThat(all).hasSize(200_001);
        assertThat(all.get(199_999)).hasToString("\"Doe, Jane\" <jane.doe@example.org>");
        // One that is forty times as long takes as long as forty do, where squares would be forty times that; a busy
        // machine holds up both.
        long forty = nanos(40, ONE.repeat(5_000) + "x@y");
        assertThat(nanos(1, ONE.repeat(200_000) + "x@y")).isLessThan(10 * forty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "\"",
                "<",
                "a@b <",
                "a ",
                "(a)",
                "\\",
                "(\\",
                "a@",
                "a.",
                ",",
                "\"a\" ",
                "a@b,",
                ":",
                "a:",
                "a:;",
                "a:b@c,",
                ";",
                "\"a\":",
                "a@[",
                "a@[\\",
                "=?",
                "=?a?q",
                "=?a?q?b",
                "=?a?q?,?="
            })
    void aMillionOfAnythingNeedsNeitherStackNorPatience(String piece) {
        String text = piece.repeat(1_000_000 / piece.length());
        assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> all.add(text)).isInstanceOf(FormatException.class));
        assertThat(all).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?utf-8?q?Team:_ann?= <a@b>",
                "=?utf-8?q?Doe,_John;?= <a@b>",
                "The =?utf-8?b?,?= one <a@b>",
                "=?utf-8?q?x <a@b>"
            })
    void aListOfOneIsReadLikeAnAddress(String text) {
        MailAddress one = MailAddress.tryCreate(text).orElse(null);
        if (one == null) {
            assertThatThrownBy(() -> all.add(text)).isInstanceOf(FormatException.class);
        } else {
            all.add(text);
            assertThat(all).containsExactly(one);
            assertThat(all.get(0).getGroupName()).isEmpty();
        }
    }

    @Test
    void oneBadAddressAndNoneIsAdded() {
        all.add("a@b, Jane <c@d>,\"e, f\"<g@h>");
        assertThat(all).hasToString("a@b, \"Jane\" <c@d>, \"e, f\" <g@h>");
        for (String bad : new String[] {"i@j, k", "i@j,", ",i@j", "i@j k@l", "i@j; k@l", "Doe, Jane <i@j>"}) {
            assertThatThrownBy(() -> all.add(bad)).as(bad).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> all.add("")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.add((MailAddress) null)).isInstanceOf(NullPointerException.class);
        assertThat(all).hasSize(3);
    }

    @Test
    void membersOfAGroupAreAddressesOfTheList() {
        all.add("x@y, (c) Old Friends (d) : a@x, \"B, C\" <b@y> (e) ; (f), \"Ü:\":c@z;,d@z");
        assertThat(all).extracting(MailAddress::getAddress).containsExactly("x@y", "a@x", "b@y", "c@z", "d@z");
        assertThat(all)
                .extracting(MailAddress::getGroupName)
                .containsExactly("", "Old Friends", "Old Friends", "Ü:", "");
        assertThat(all).hasToString("x@y, \"Old Friends\": a@x, \"B, C\" <b@y>;, \"Ü:\": c@z;, d@z");
        MailAddressCollection again = new MailAddressCollection();
        again.add(all.toString());
        assertThat(again).isEqualTo(all).hasToString(all.toString());
    }

    @Test
    void whoLeavesTheListLeavesTheGroup() {
        all.addGroup("Friends", new MailAddress("a@x"), new MailAddress("b@x"));
        all.removeIf(address -> address.getUser().equals("a"));
        assertThat(all).hasToString("\"Friends\": b@x;");
        all.add("Nobody:;");
        all.clear();
        assertThat(all.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G:",
                "G: a@b",
                "G: a@b; c@d",
                "G: a@b,;",
                "G:,a@b;",
                "G: H: a@b;;",
                "G: a@b;;",
                ":a@b;",
                "\"\":a@b;",
                "G: a@b c@d;"
            })
    void whatIsNoGroupIsRefused(String text) {
        assertThatThrownBy(() -> all.add(text)).isInstanceOf(FormatException.class);
        assertThat(all).isEmpty();
        assertThat(all.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nBcc: x", "\n", "\u0000", "\uD800"})
    void namesOfGroupsCarryNothingIntoTheHeader(String evil) {
        assertThatThrownBy(() -> all.addGroup("G" + evil, new MailAddress("a@b")))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> all.add("\"G" + evil + "\": a@b;")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> all.addGroup("")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(all).isEmpty();
    }

    @Test
    void theHeaderKeepsGroups() throws IOException {
        MailMessage message = new MailMessage("ann@example.com", "Friends: a@x, \"B\" <b@y>;, c@z");
        message.getCc().add("undisclosed-recipients:;, \"Old, too\":;");
        message.getReplyToList().addGroup("Über uns", new MailAddress("d@x"));
        message.setSender(message.getTo().get(0));
        assertThat(header(message))
                .contains("\r\nTo: Friends: a@x, \"B\" <b@y>;, c@z\r\n")
                .contains("\r\nCc: undisclosed-recipients:;, \"Old, too\":;\r\n")
                .contains("\r\nReply-To: =?utf-8?B?w5xiZXIgdW5z?= : d@x;\r\n")
                .contains("\r\nSender: a@x\r\n");
        assertThat(MailEnvelope.recipients(message)).containsExactly("a@x", "b@y", "c@z");
    }

    @Test
    void independentReadersSeeTheGroup() throws Exception {
        MailMessage message =
                new MailMessage("ann@example.com", "x@example.com, Über uns: a@example.com, b@example.com;");
        String to = header(message)
                .lines()
                .filter(line -> line.startsWith("To: "))
                .findFirst()
                .orElseThrow();
        var read = jakarta.mail.internet.InternetAddress.parseHeader(to.substring(4), true);
        assertThat(read).hasSize(2);
        assertThat(read[1].isGroup()).isTrue();
        assertThat(read[1].getGroup(true)).hasSize(2);
    }
}
