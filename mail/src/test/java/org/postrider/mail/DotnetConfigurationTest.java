package org.postrider.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files of .NET are read as they stand, and nothing in them leads anywhere else. */
class DotnetConfigurationTest {
    private static final String SMTP = """
            <smtp deliveryMethod="SpecifiedPickupDirectory" deliveryFormat="International" from="Ann &lt;ann@example.com&gt;">
              <network host="smtp.example.com" port="587" userName="änn" password="a&amp;b &quot;ü&quot;" defaultCredentials="false"
                       enableSsl="true" clientDomain="client.example.com" targetName="SMTPSVC/smtp.example.com" />
              <specifiedPickupDirectory pickupDirectoryLocation="C:\\mail\\pickup" />
            </smtp>
            """;
    private static final String BARE = "<mailSettings>" + SMTP + "</mailSettings>";
    private static final String WHOLE = """
            <?xml version="1.0" encoding="utf-8"?>
            <configuration xmlns="http://schemas.microsoft.com/.NetConfiguration/v2.0">
              <!-- <system.net><mailSettings><smtp from="not@this"/></mailSettings></system.net> -->
              <configSections><section name="log" type="Log, Log"/></configSections>
              <appSettings><add key="host" value="other"/></appSettings>
              <location path="admin">
                <system.net><mailSettings><smtp><network host="admin.only"/></smtp></mailSettings></system.net>
              </location>
              <system.web><smtp from="not@this.either"><network host="other"/></smtp></system.web>
              <system.net>
                <connectionManagement><add address="*" maxconnection="2"/></connectionManagement>
                <mailSettings>
                  <smtp_backup from="nor@this"><network host="other"/></smtp_backup>
            """ + SMTP + """
                </mailSettings>
                <settings><servicePointManager expect100Continue="false"/></settings>
              </system.net>
            </configuration>
            """;

    @TempDir
    Path directory;

    private Sources sources;

    @BeforeEach
    void startWithNothing() {
        sources = new Sources(directory);
    }

    static Stream<String> forms() {
        return Stream.of(
                WHOLE,
                WHOLE.replace("\n", "\r\n"),
                "\uFEFF" + WHOLE,
                WHOLE.replace(
                                "<system.net>\n    <conn",
                                "<location path='.' inheritInChildApplications='false'><system.net>\n    <conn")
                        .replace("  </system.net>\n</conf", "</system.net></location></conf"),
                "<system.net>" + BARE + "</system.net>",
                BARE,
                "\n  " + BARE,
                SMTP);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyAttributeIsTakenWhateverStandsAround(String form) {
        sources.file(form);
        assertEverythingIsThere();
    }

    private void assertEverythingIsThere() {
        ClientSettings settings = sources.settings();
        assertThat(settings.host).isEqualTo("smtp.example.com");
        assertThat(settings.port).isEqualTo(587);
        NetworkCredential credential = (NetworkCredential) settings.credentials;
        assertThat(credential).isNotNull();
        assertThat(credential.getUserName()).isEqualTo("änn");
        assertThat(credential.getPassword()).isEqualTo("a&b \"ü\"");
        assertThat(settings.enableSsl).isTrue();
        assertThat(settings.clientDomain).isEqualTo("client.example.com");
        assertThat(settings.deliveryMethod).isEqualTo(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
        assertThat(settings.deliveryFormat).isEqualTo(SmtpDeliveryFormat.INTERNATIONAL);
        assertThat(settings.pickupDirectoryLocation).isEqualTo("C:\\mail\\pickup");
        assertThat(sources.read().from()).isEqualTo(new MailAddress("ann@example.com", "Ann"));
    }

    @Test
    void everyEncodingThatXmlKnowsIsRead() throws IOException {
        sources.file("");
        for (Charset charset : new Charset[] {UTF_8, UTF_16, Charset.forName("windows-1252")}) {
            Files.writeString(sources.named(), WHOLE.replace("utf-8", charset.name()), charset);
            assertEverythingIsThere();
        }
        Files.write(sources.named(), ("\uFEFF" + WHOLE.replace("utf-8", "utf-16")).getBytes(UTF_16LE));
        assertEverythingIsThere();
        Files.writeString(sources.named(), WHOLE.replace("utf-8", "utf-16"));
        assertEverythingIsThere();
    }

    @Test
    void encodingThatIsNotKnownOrNotTrueIsTold() throws IOException {
        sources.file(WHOLE.replace("utf-8", "x-none"));
        refused("line 1: the encoding x-none isn't known; save the file as UTF-8");
        Files.writeString(sources.named(), WHOLE, ISO_8859_1);
        refused("line 15: this isn't UTF-8; save the file as UTF-8");
    }

    @Test
    void sectionMayStandInAFileOfItsOwn() throws IOException {
        Files.createDirectory(directory.resolve("config"));
        sources.write("config/smtp.config", SMTP);
        sources.file("<mailSettings><smtp configSource='config\\smtp.config'/></mailSettings>");
        assertEverythingIsThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.config", "/etc/hostname", "a/../../b", ".", ""})
    void sectionsFileLiesInTheDirectoryOrBelow(String source) {
        sources.file("<smtp configSource='" + source + "'/>");
        refused("line 1: configSource names a file in the directory of the configuration file or below");
    }

    @Test
    void sectionsFileThatIsMissingOrWrongOrPointsFurtherIsTold() {
        sources.file("<mailSettings>\n<smtp configSource='smtp.config'/></mailSettings>");
        refused("line 2: configSource names the file " + directory.resolve("smtp.config") + ", which doesn't exist");
        sources.write("smtp.config", "<smtp>\n<network port='x'/></smtp>");
        refused(directory.resolve("smtp.config") + ", line 2: port is wrong");
        sources.write("smtp.config", "<smtp configSource='smtp.config'/>");
        refused("smtp.config, line 1: configSource names a file in the directory");
    }

    /** Put together, one's host would get the other's password. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<smtp>\n<network host='a'/>\n<network userName='ann' password='geheim'/></smtp>",
                "<smtp>\n<specifiedPickupDirectory/>\n<specifiedPickupDirectory/></smtp>",
                "<mailSettings>\n<smtp><network host='a' password='geheim'/></smtp>\n<smtp/></mailSettings>",
                "<configuration><location path='.'><system.net><mailSettings>\n<smtp/></mailSettings></system.net></location>"
                        + "<system.net><mailSettings>\n<smtp><network host='a'/></smtp></mailSettings></system.net></configuration>"
            })
    void sectionAndItsElementsStandThereOnce(String text) {
        sources.file(text);
        refused(sources.named() + ", line 3: there is a <", "(" + sources.named() + ", line 2); leave one of the two");
    }

    @Test
    void sectionIsEitherHereOrInAFileOfItsOwn() throws IOException {
        sources.write("smtp.config", "<smtp><network userName='ann' password='geheim'/></smtp>");
        sources.file("<smtp configSource='smtp.config'>\n<network host='a'/></smtp>");
        refused(sources.named() + ", line 2: the section has a configSource");
    }

    @Test
    void wrongValueNamesTheLineThatItsElementBeginsOn() {
        for (String end : new String[] {"\n", "\r\n"}) {
            sources.file(String.join(
                    end,
                    "<mailSettings>",
                    "<!-- ",
                    " --><smtp>",
                    "  <network",
                    "    host='a'",
                    "    port='x'",
                    "  />",
                    "</smtp></mailSettings>"));
            refused(sources.named() + ", line 4: port is wrong: a port is a number from 1 to 65535");
        }
    }

    @Test
    void unknownNamesAreRefusedWithWhatWasProbablyMeant() {
        sources.file("<smtp>\n<network hots='a'/></smtp>");
        refused("line 2: <network> has no attribute hots; did you mean host of <network>?");
        sources.file("<smtp>\n<network UserName='a'/></smtp>");
        refused("line 2: <network> has no attribute UserName; did you mean userName of <network>?");
        sources.file("<smtp enableSsl='true'/>");
        refused("line 1: <smtp> has no attribute enableSsl; did you mean enableSsl of <network>?");
        sources.file("<smtp><network timeout='5'/></smtp>");
        refused("line 1: <network> has no attribute timeout");
        sources.file("<smtp>\n\n<netwrok host='a'/></smtp>");
        refused("line 3: <smtp> has no element <netwrok>; there are");
    }

    @Test
    void fileWithoutTheSectionIsTold() {
        sources.file("<configuration><system.net><mailSettings><smpt/></mailSettings></system.net></configuration>");
        refused("has no <configuration><system.net><mailSettings><smtp>");
    }

    @Test
    void attributesThatEverySectionHasAreNoSettings() {
        sources.file("<smtp lockAttributes='*' lockItem='true'><network host='a' lockAllElementsExcept='x'/></smtp>");
        assertThat(sources.settings().host).isEqualTo("a");
    }

    @Test
    void documentTypesAreRefusedAndNothingIsFetched() throws IOException {
        AtomicBoolean asked = new AtomicBoolean();
        try (ServerSocket server = new ServerSocket(0)) {
            Thread listener = new Thread(() -> {
                try {
                    server.accept().close();
                    asked.set(true);
                } catch (IOException closed) {
                    Thread.currentThread().interrupt();
                }
            });
            listener.start();
            String uri = "http://localhost:" + server.getLocalPort() + "/x.dtd";
            refusedForItsDocumentType("<!DOCTYPE smtp SYSTEM '" + uri + "'><smtp from='a@b'/>");
            refusedForItsDocumentType("<!DOCTYPE smtp [<!ENTITY % x SYSTEM '" + uri + "'> %x;]><smtp from='a@b'/>");
            refusedForItsDocumentType("<!DOCTYPE smtp [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><smtp from='&x;'/>");
        }
        assertThat(asked).isFalse();
    }

    @Test
    void entitiesThatMultiplyAreNotExpanded() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE smtp [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 40; i++) {
            laughs.append("<!ENTITY a")
                    .append(i)
                    .append(" '")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        refusedForItsDocumentType(laughs + "]><smtp from='&a39;'/>");
    }

    private void refusedForItsDocumentType(String xml) {
        sources.file(xml);
        refused("line 1: a configuration has no document type");
    }

    @Test
    void hugeFileIsRefusedUnread() throws IOException {
        sources.file("");
        try (RandomAccessFile file = new RandomAccessFile(sources.named().toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        refused("has more than 1048576 octets");
    }

    @Test
    void deepAndWideFilesEnd() {
        sources.file("<a>".repeat(300_000));
        refused("this isn't well-formed XML");
        sources.file("<configuration>" + "<x/>".repeat(250_000) + SMTP + "</configuration>");
        refused("has no <configuration>");
    }

    @Test
    void damagedFileIsReadOrRefusedWithItsLine() throws IOException {
        Random random = new Random(19_991_231);
        sources.file("");
        for (int i = 0; i < 200; i++) {
            byte[] octets = WHOLE.getBytes(UTF_8);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            Files.write(
                    sources.named(),
                    Arrays.copyOf(octets, octets.length - random.nextInt(2) * random.nextInt(octets.length)));
            try {
                assertThat(sources.read()).isNotNull();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining(sources.named().toString());
                assertThat(e.getMessage()).doesNotContain("line -1", "line 0");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<smtp>\n<network password='hunter2&hunter3'/></smtp>",
                "<smtp>\n<network password='&hunter2;'/></smtp>",
                "<smtp>\n<network password='hunter2<hunter3'/></smtp>",
                "<smtp>\n<network password='x'hunter2'/></smtp>",
                "<smtp>\n<network password='hunter2'hunter3='x'/></smtp>",
                "<smtp>\n<network password='hunter2' password='hunter3'/></smtp>",
                "<smtp>\n<network password=hunter2/></smtp>",
            })
    void malformedFileIsToldByItsLineWithoutThePassword(String xml) {
        sources.file(xml);
        assertThatThrownBy(sources::read)
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageContaining("line 2: this isn't well-formed XML")
                .satisfies(told -> assertThat(told.getMessage()).doesNotContain("hunter"));
    }

    @Test
    void laterSourcesWinOverTheFile() {
        sources.file(WHOLE).variable("HOST", "other.example.com").property("enableSsl", "false");
        assertThat(sources.settings().host).isEqualTo("other.example.com");
        assertThat(sources.settings().enableSsl).isFalse();
        assertThat(sources.settings().port).isEqualTo(587);
    }

    private void refused(String... told) {
        assertThatThrownBy(sources::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(told);
    }
}
