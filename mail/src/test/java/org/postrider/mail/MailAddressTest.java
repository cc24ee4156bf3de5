package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;

class MailAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "user@host|``|user|host",
                " user@host.example.org |``|user|host.example.org",
                "<user@host>|``|user|host",
                "Jane Doe <jane@host>|Jane Doe|jane|host",
                "Doe, Jane <jane@host>|Doe, Jane|jane|host",
                "\"Doe, Jane\" <jane@host>|Doe, Jane|jane|host",
                "\"Jane \\\"JD\\\" Doe\" <jane@host>|Jane \"JD\" Doe|jane|host",
                "\"Jane\"<jane@host>|Jane|jane|host",
                "\"Jane\" jane@host|Jane|jane|host",
                "\"Jane\"jane@host|Jane|jane|host",
                "jane@host <john@host>|jane@host|john|host",
                "Jane (at work) <jane@host>|Jane (at work)|jane|host",
                "(a)\"Jane\"(b)<(c)jane(d)@(e)host(f)>(g)|Jane|jane|host",
                "(nested (comment) \\) here) jane@host (x <y@z>)|``|jane|host",
                "\"jane doe\"@host|``|\"jane doe\"|host",
                "\"a@b\\\" c\"@host|``|\"a@b\\\" c\"|host",
                "Jane <\"jane doe\"@host>|Jane|\"jane doe\"|host",
                "user.\"name\"@host|``|user.\"name\"|host",
                "user..name.@host|``|user..name.|host",
                "Jane\"jane doe\"@host|Jane|\"jane doe\"|host",
                "Jane Doe (x) \"jane doe\"@host|Jane Doe (x)|\"jane doe\"|host",
                "\"Jane\"\"jane doe\"@host|Jane|\"jane doe\"|host",
                "user (a)@(b) host|``|user|host",
                "user@[127.0.0.1]|``|user|[127.0.0.1]",
                "user@[a\\]\\[\\\\b]|``|user|[a\\]\\[\\\\b]",
                "user@[IPv6:2001:db8::1]|``|user|[IPv6:2001:db8::1]",
                "Jürgen Müller <jürgen@exämple.org>|Jürgen Müller|jürgen|exämple.org",
                "日本 <ユーザー@例え.テスト>|日本|ユーザー|例え.テスト",
                "user@under_score.org|``|user|under_score.org"
            })
    void addressesAreReadAsPeopleWriteThem(String text, String displayName, String user, String host) {
        MailAddress address = new MailAddress(text);
        assertThat(address.getDisplayName()).isEqualTo(displayName);
        assertThat(address.getUser()).isEqualTo(user);
        assertThat(address.getHost()).isEqualTo(host);
        assertThat(address.getAddress()).isEqualTo(user + "@" + host);
        MailAddress again = new MailAddress(address.toString());
        assertThat(again).isEqualTo(address).hasSameHashCodeAs(address);
        assertThat(again.getDisplayName()).isEqualTo(displayName);
    }

    @Test
    void allMarksOfAnAtomMayStandInALocalPart() {
        assertThat(new MailAddress("a!#$%&'*+-/=?^_`{|}~b@host").getUser()).isEqualTo("a!#$%&'*+-/=?^_`{|}~b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "@",
                "user",
                "user@",
                "@host",
                "user@@host",
                "user@host@host",
                "user@host..org",
                "user@.host",
                "user@host.",
                ".user@host",
                "us er@host",
                "user@ho st",
                "\"user@host",
                "\"user\".name@host",
                "\"a\"b@c@d",
                "user@host, x@y",
                "user@host x",
                "<user@host",
                "user@host>",
                "<>",
                "Jane <>",
                "Jane <user@host> x",
                "Jane <<user@host>>",
                "user@[127.0.0.1",
                "user@[a b]",
                "user@[a\\]",
                "user@[a\\ b]",
                "user@[a\\>b]",
                "user@[a>b]",
                "user@[\"]",
                "user@[ä]",
                "user@good.test(x)evil.test",
                "user@good(x).test",
                "user(",
                "user@host (",
                "user@host (a(b)",
                "a\\b@host",
                "group: a@b;",
                "@route:user@host",
                "user@ho<st",
                "user@host;x@y",
                "Jane \"JD\" <jane@host>",
                "us\u00A0er@host",
                "victim\u037Eattacker@evil.example",
                "=\u0338\"\u037E\"@host",
                "\"a\u1FEF\"@host",
                "\u212Aate@host",
                "user@ho\u200Bst",
                "\"a\u0007b\"@host",
                "user\u007F@host"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> new MailAddress(text))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("address");
        assertThat(MailAddress.tryCreate(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n ", "\u0000", "\uD800", "\uDC00"})
    void lineBreaksNulAndHalfCharactersAreRefusedEverywhere(String evil) {
        String[] places = {
            "%sa@b",
            "a%s@b",
            "\"a%s\"@b",
            "a@%sb",
            "a@b%s",
            "a@[1%s]",
            "x%s <a@b>",
            "\"x%s\" <a@b>",
            "(%s) a@b",
            "<a@b>%s"
        };
        for (String place : places) {
            String text = place.replace("%s", evil);
            assertThatThrownBy(() -> new MailAddress(text)).as(place).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> new MailAddress("a@b", "x" + evil)).isInstanceOf(FormatException.class);
        assertThat(MailAddress.tryCreate("a@b", "x" + evil)).isEmpty();
    }

    @Test
    void nullAndEmptyAreMisuseExceptForTrying() {
        assertThatThrownBy(() -> new MailAddress("")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(MailAddress.tryCreate(null)).isEmpty();
        assertThat(MailAddress.tryCreate("")).isEmpty();
        assertThat(MailAddress.tryCreate("a@b", "x", null)).contains(new MailAddress("a@b", "x"));
    }

    @Test
    void theNameGivenApartWinsUnlessItIsEmpty() {
        assertThat(new MailAddress("Jane <a@b>", "John").getDisplayName()).isEqualTo("John");
        assertThat(new MailAddress("Jane <a@b>", "").getDisplayName()).isEqualTo("Jane");
        assertThat(new MailAddress("Jane <a@b>", " ").getDisplayName()).isEqualTo(" ");
        assertThat(new MailAddress("a@b", "\"John\"").getDisplayName()).isEqualTo("John");
        assertThat(new MailAddress("a@b", "A\u030Angstro\u0308m").getDisplayName())
                .isEqualTo("\u00C5ngstr\u00F6m");
    }

    @Test
    void equalityIsThatOfDotNet() {
        MailAddress one = new MailAddress("Jane <Jane.I@Example.org>");
        MailAddress two = new MailAddress("jane <jANE.i@eXAMPLE.ORG>");
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(new MailAddress("jane.i@example.org"));
    }

    @Test
    void theEnvelopeHasAnAsciiDomainAndTheLocalPartAsItWas() {
        MailAddress address = new MailAddress("\"a b\"@Exämple.ORG");
        assertThat(address.mailbox()).isEqualTo("\"a b\"@xn--exmple-cua.org");
        assertThat(address.needsSmtpUtf8()).isFalse();
        assertThat(new MailAddress("jürgen@example.org").needsSmtpUtf8()).isTrue();
        assertThat(new MailAddress("u@[1.2.3.4]").mailbox()).isEqualTo("u@[1.2.3.4]");
    }

    @ParameterizedTest
    @CsvSource({
        "faß.de, xn--fa-hia.de",
        "\u03C3\u03BF\u03C6\u03CC\u03C2.gr, xn--0xagbn4a.gr",
        "ｅxample.org, example.org",
        "example。org, example.org",
        "ශ්\u200Dරී.com, xn--10cl1a0b660p.com",
        "XN--FA-HIA.de, XN--FA-HIA.de",
        "xn--a.org, xn--a.org"
    })
    void domainsAreSentAsDnsKnowsThemAndShownAsTheyWereWritten(String domain, String sent) {
        MailAddress address = new MailAddress("user@" + domain);
        assertThat(address.mailbox()).isEqualTo("user@" + sent);
        assertThat(address.getHost()).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u200Db.org", "good\u00ADevil.test", "ä_b.org", "\u05D0a.org", "xn--a.ä", "℀.org"})
    void domainsThatCanNotExistAreRefused(String domain) {
        assertThatThrownBy(() -> new MailAddress("user@" + domain)).isInstanceOf(FormatException.class);
    }

    @Test
    void tooLongAnAddressIsRefusedRatherThanCut() {
        String label = "a".repeat(60) + ".";
        assertThat(new MailAddress("u".repeat(64) + "@" + label.repeat(4) + "org").getUser())
                .hasSize(64);
        assertThatThrownBy(() -> new MailAddress("u".repeat(64) + "@" + label.repeat(5) + "org"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("320");
        assertThatThrownBy(() -> new MailAddress("u@" + "ä".repeat(64) + ".org"))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void heapsOfMarksTakeNoLongerThanOtherText() {
        String heap = "e" + "\u0301\u0327".repeat(300_000);
        assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(new MailAddress("a@b", heap).getDisplayName()).isEqualTo(heap);
            assertThat(MailAddress.tryCreate(heap + "@b")).isEmpty();
            assertThat(MailAddress.tryCreate("a@" + heap)).isEmpty();
            MailMessage message = new MailMessage();
            message.setSubject(heap);
            assertThat(message.getSubject()).isEqualTo(heap);
        });
        assertThat(new MailAddress("a@b", "e\u0327\u0301").getDisplayName()).isEqualTo("\u0229\u0301");
    }
}
