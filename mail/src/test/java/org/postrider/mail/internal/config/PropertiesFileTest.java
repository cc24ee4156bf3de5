package org.postrider.mail.internal.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's form of properties, in UTF-8 and with lines. */
class PropertiesFileTest {
    private static final List<String> NAMES = List.of("a", "b", "ab", "x y", "host");
    private static final List<Setting<?>> KNOWN = NAMES.stream()
            .<Setting<?>>map(name -> new Setting<>("network", name, String.class, Function.identity()))
            .toList();
    private static final Setting<Integer> NUMBER = new Setting<>("network", "somethingElse", Integer.class, text -> {
        throw new IllegalArgumentException("never right");
    });

    @Test
    void textIsReadAsTheJdkReadsItWhateverItsLines() throws IOException {
        String[] pieces = {
            "a", "b", "ab", "x\\ y", "=", ":", " ", "\t", "\f", "\u2003", "\\", "\\\\", "\n", "\n", "\r\n", "\r", "#",
            "!", "\\u0061", "ü", "\\n", "1"
        };
        Random random = new Random(20_240_229);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(14), 0, pieces.length)
                    .mapToObj(piece -> pieces[piece])
                    .collect(Collectors.joining());
            assertThat(ours(text)).as(text).isEqualTo(jdks(text));
        }
    }

    private static Map<String, String> ours(String text) {
        return values(read(text.getBytes(UTF_8)));
    }

    private static Map<String, String> values(Configuration read) {
        Map<String, String> values = new HashMap<>();
        for (Setting<?> setting : KNOWN) {
            String value = (String) read.get(setting);
            if (value != null) {
                values.put(setting.name(), value);
            }
        }
        return values;
    }

    /** With the two rules of ours: what isn't known is passed over, and the empty value is none. */
    private static Map<String, String> jdks(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return NAMES.stream()
                .filter(name -> !properties.getProperty(name, "").isEmpty())
                .collect(Collectors.toMap(Function.identity(), properties::getProperty));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesAreCountedWhateverEndsThem(String end) {
        String text = String.join(end, "# comment \\", "", "host=a\\", "  b \\", "", "!", "somethingElse \\", "=1");
        assertThatThrownBy(() -> read(text.getBytes(UTF_8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("f.properties, line 7: somethingElse is wrong: never right");
    }

    @Test
    void utf16OfWindowsIsReadByItsMark() {
        for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
            Configuration read = read("\uFEFFa=1\r\nhost=p\u00e4ss".getBytes(charset));
            assertThat(values(read)).containsOnly(Map.entry("a", "1"), Map.entry("host", "p\u00e4ss"));
        }
    }

    @Test
    void byteOrderMarkIsNoPartOfTheFirstName() {
        assertThat(ours("\uFEFFhost=a")).containsEntry("host", "a");
    }

    @Test
    void textBeyondAsciiIsUtf8OrEscaped() {
        assertThat(ours("host=p\u00e4ss\ud83d\ude00\\u00e9")).containsEntry("host", "p\u00e4ss\ud83d\ude00\u00e9");
    }

    @Test
    void otherCharsetsAreRefusedInsteadOfGuessed() {
        assertThatThrownBy(() -> read("a=1\nb=2\nhost=p\u00e4ss\n".getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("f.properties, line 3: this isn't UTF-8");
        assertThatThrownBy(() -> read("\u00e4=1".getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("f.properties, line 1: this isn't UTF-8");
    }

    @Test
    void pathOfWindowsInSingleBackslashesIsToldByItsLine() {
        assertThatThrownBy(() -> read("a=1\nhost=C:\\users\\ann".getBytes(UTF_8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("f.properties, line 2: a \\u needs four hexadecimal digits; write \\\\ for a backslash");
    }

    private static Configuration read(byte[] octets) {
        Draft draft = new Draft(
                new Names(Stream.concat(KNOWN.stream(), Stream.of(NUMBER)).toList()));
        new PropertiesFile("f.properties", false, draft).read(FileText.decode(octets, "f.properties"));
        return draft.finish();
    }
}
