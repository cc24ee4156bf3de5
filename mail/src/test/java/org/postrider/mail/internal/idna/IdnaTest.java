package org.postrider.mail.internal.idna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.IDNA.Error;
import com.ibm.icu.text.IDNA.Info;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;

/** Domains beyond ASCII, with the examples of the standards and with ICU4J as the oracle. */
@Timeout(300)
class IdnaTest {
    private static final String REFUSED = "refused";
    private static final Set<Error> HYPHENS = EnumSet.of(Error.LEADING_HYPHEN, Error.TRAILING_HYPHEN, Error.HYPHEN_3_4);
    private static final IDNA ICU = IDNA.getUTS46Instance(
            IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.NONTRANSITIONAL_TO_ASCII);

    /** Letters that matter to some rule: joining, right to left, viramas, marks, Hangul, digits, mapped and dropped ones. */
    private static final int[] TELLING =
            ("aAzZ09-._=<\u0338äÄßẞςΣσIıİ\u0301\u0327\u0345\u3002\uFF0E\uFF0D\u00AD\u200C\u200D"
                            + "\u0628\u0640\u0627\u064B\u0661\u06F1\u05D0\u05BF\u0710\u0915\u094D\u0937\u09CD\u0DCA\u0308"
                            + "\u1100\u1161\u11A8\uAC00\uAC01\u3131\u4E2D\uFF21\u2488\u212A\uFB1D\u1E9B\u0323\u0307\u0958\u2126"
                            + "\uD835\uDC00\uD840\uDC00\uD83D\uDE00\uDB40\uDD00\u2260\u00B7\u0F71\u0F72\u0F74\u0344\u1FB3\uA8EE")
                    .codePoints()
                    .toArray();

    private static String ours(String domain) {
        try {
            return Idna.toAscii(domain);
        } catch (FormatException refused) {
            assertThat(refused).hasMessageStartingWith("The domain ").hasMessageEndingWith(": check its spelling");
            return REFUSED;
        }
    }

    /** ICU's answer where the rules for hyphens are off, but an xn-- below an xn-- is refused (UTS 46, 4.1, 4). */
    private static String oracle(String domain) {
        StringBuilder ascii = new StringBuilder();
        Info info = new Info();
        ICU.nameToASCII(domain, ascii, info);
        EnumSet<Error> errors = EnumSet.noneOf(Error.class);
        errors.addAll(info.getErrors());
        boolean twice = errors.contains(Error.HYPHEN_3_4) && hasAcePrefix(domain);
        errors.removeAll(HYPHENS);
        boolean rooted = ascii.toString().endsWith("."); // VerifyDnsLength forbids it, ICU doesn't (UTS 46, 4.2, 3)
        return errors.isEmpty() && !twice && !rooted ? ascii.toString() : REFUSED;
    }

    private static boolean hasAcePrefix(String domain) {
        StringBuilder shown = new StringBuilder();
        ICU.nameToUnicode(domain, shown, new Info());
        return shown.toString().startsWith("xn--") || shown.indexOf(".xn--") >= 0;
    }

    private static void compare(String domain) {
        if (!ours(domain).equals(oracle(domain))) {
            assertThat(ours(domain)).as(escaped(domain)).isEqualTo(oracle(domain));
        }
    }

    private static String escaped(String domain) {
        StringBuilder result = new StringBuilder();
        domain.chars().forEach(c -> result.append(c < 0x7F ? (char) c : "\\u%04X".formatted(c)));
        return result.toString();
    }

    @Test
    void theTableIsWhatTheGeneratorMakes() throws IOException {
        try (InputStream table = Objects.requireNonNull(Idna.class.getResourceAsStream("idna.txt"))) {
            boolean same = new String(table.readAllBytes(), StandardCharsets.US_ASCII).equals(IdnaTable.generate());
            assertThat(same)
                    .as("run IdnaTable.main in the folder of the module")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "faß.de, xn--fa-hia.de",
        "FAẞ.de, xn--fa-hia.de",
        "Bücher.DE, xn--bcher-kva.de",
        "bu\u0308cher.de, xn--bcher-kva.de",
        "βόλος.com, xn--nxasmm1c.com",
        "ශ්\u200Dරී.com, xn--10cl1a0b660p.com",
        "نامه\u200Cای.com, xn--mgba3gch31f060k.com",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "xn--bcher-kva.ÄÖÜ, xn--bcher-kva.xn--4ca0bs",
        "ＥＸＡＭＰＬＥ.org, example.org",
        "m\u0308--x-.ö, xn--m--x--egd.xn--nda"
    })
    void namesBecomeWhatTheStandardSays(String domain, String ascii) {
        assertThat(oracle(domain)).isEqualTo(ours(domain)).isEqualTo(ascii);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "ä..org",
                ".ä",
                "ä.",
                "ä_b.org",
                "a b.ä",
                "\u0301a.org",
                "a\u200Db",
                "a\u200Cb",
                "\u05D0a",
                "1.\u05D0",
                "\uD800ä",
                "\uDC00",
                "xn--",
                "xn--a-.ä",
                "xn--ä",
                "xn--a",
                "xn--xn--a--gua.pt",
                "xn--99999999.ä",
                "xn--0.ä",
                "\uFFFD.org",
                "\u2100.org",
                "\u2488.org"
            })
    void whatNoServerOfNamesCanKnowIsRefused(String domain) {
        assertThat(ours(domain)).isEqualTo(REFUSED);
    }

    @Test
    void decodedHalvesNeverMakeACharacter() {
        String halves = "xn--" + Punycode.encode("\uD800") + Punycode.encode("\uDC00");
        assertThat(ours(halves)).isEqualTo(REFUSED);
        assertThat(Punycode.decode(Punycode.encode("\uD800"))).isNull();
    }

    @Test
    void lengthsAreThoseOfDns() {
        assertThat(ours("ä" + "a".repeat(55))).hasSize(63).startsWith("xn--");
        assertThat(ours("ä" + "a".repeat(56))).isEqualTo(REFUSED);
        String label = "a".repeat(60) + ".";
        compare(label.repeat(4) + "ä");
        compare(label.repeat(4) + "ää");
        compare(label.repeat(4) + "äää");
        compare(label.repeat(4) + "ääää");
        assertThatThrownBy(() -> Idna.toAscii("ä".repeat(1_000_000))).hasMessageContaining("253");
    }

    @Test
    void everyCharacterAloneIsTreatedAsByIcu() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c += isAssignedPlane(c) ? 1 : 251) {
            compare(Character.toString(c));
        }
    }

    /** The others hold private characters or none. */
    private static boolean isAssignedPlane(int c) {
        return c < 0x40000 || c >> 16 == 0xE;
    }

    @Test
    void everyCharacterAmongOthersIsTreatedAsByIcu() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c += c < 0x3400 ? 1 : 17) {
            String character = Character.toString(c);
            compare("a" + character + "b." + character + character);
            compare("\u05D0" + character + "\u0628");
            compare("\u0915\u094D\u200D" + character + "\u0628\u200C" + character);
        }
    }

    @Test
    void mixturesOfTellingCharactersAreTreatedAsByIcu() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder domain = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                int c = TELLING[random.nextInt(TELLING.length)];
                domain.appendCodePoint(random.nextInt(8) > 0 ? c : 0x80 + random.nextInt(0x3000));
            }
            String made = oracle(domain + "é");
            assertThat(ours(domain + "é"))
                    .as("seed %d: %s", seed, escaped(domain.toString()))
                    .isEqualTo(made);
            if (!made.equals(REFUSED)) {
                assertThat(ours(made)).isEqualTo(made);
            }
        }
    }

    @Test
    void anythingAfterThePrefixIsTreatedAsByIcu() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder label = new StringBuilder("xn--");
            for (int length = 1 + random.nextInt(9); length > 0; length--) {
                label.append("abcdefghijklmnopqrstuvwxyz0123456789--".charAt(random.nextInt(38)));
            }
            assertThat(ours(label.toString())).as("seed %d: %s", seed, label).isEqualTo(oracle(label.toString()));
        }
    }
}
