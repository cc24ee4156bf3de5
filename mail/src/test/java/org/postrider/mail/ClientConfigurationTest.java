package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is configured reaches clients and messages, whichever source it comes from. */
class ClientConfigurationTest {
    @TempDir
    Path directory;

    private Sources sources;

    @BeforeEach
    void startWithNothing() {
        sources = new Sources(directory);
    }

    /** The sources in their order. */
    enum Source {
        RESOURCE((s, line) -> s.resource(line)),
        FILE((s, line) -> s.file(line)),
        ENVIRONMENT((s, line) -> s.variable(variable(name(line)), value(line))),
        SYSTEM_PROPERTIES((s, line) -> s.property(name(line), value(line)));

        private final BiFunction<Sources, String, Sources> add;

        Source(BiFunction<Sources, String, Sources> add) {
            this.add = add;
        }

        void add(Sources sources, String line) {
            add.apply(sources, line);
        }

        private static String name(String line) {
            return line.substring(0, line.indexOf('='));
        }

        private static String value(String line) {
            return line.substring(line.indexOf('=') + 1);
        }

        private static String variable(String name) {
            return ClientConfiguration.ALL.stream()
                    .filter(s -> s.name().equals(name))
                    .map(s -> s.variable().substring("POSTRIDER_".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A setting with two of its values, and where they arrive. */
    record Row(
            String name,
            String one,
            Object read,
            String other,
            Object readToo,
            Function<ClientSettings, Object> from) {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row(
                        "host",
                        "one.example.com",
                        "one.example.com",
                        "other.example.com",
                        "other.example.com",
                        s -> s.host),
                new Row("port", "587", 587, "65535", 65535, s -> s.port),
                new Row("enableSsl", "true", true, "FALSE", false, s -> s.enableSsl),
                new Row(
                        "clientDomain",
                        "a.example.com",
                        "a.example.com",
                        "[192.0.2.1]",
                        "[192.0.2.1]",
                        s -> s.clientDomain),
                new Row(
                        "deliveryMethod",
                        "SpecifiedPickupDirectory",
                        SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY,
                        "PICKUP_DIRECTORY_FROM_IIS",
                        SmtpDeliveryMethod.PICKUP_DIRECTORY_FROM_IIS,
                        s -> s.deliveryMethod),
                new Row(
                        "deliveryFormat",
                        "International",
                        SmtpDeliveryFormat.INTERNATIONAL,
                        "SevenBit",
                        SmtpDeliveryFormat.SEVEN_BIT,
                        s -> s.deliveryFormat),
                new Row(
                        "pickupDirectoryLocation",
                        "/var/pickup",
                        "/var/pickup",
                        "/tmp",
                        "/tmp",
                        s -> s.pickupDirectoryLocation));
    }

    static Stream<List<Source>> subsets() {
        return IntStream.range(0, 16)
                .mapToObj(bits -> Stream.of(Source.values())
                        .filter(s -> (bits >> s.ordinal() & 1) == 1)
                        .toList());
    }

    @Test
    void withoutAnySourceEverythingHasItsDefault() {
        ClientSettings settings = sources.settings();
        assertThat(rows())
                .allSatisfy(row -> assertThat(row.from().apply(settings))
                        .isEqualTo(row.from().apply(new ClientSettings())));
        assertThat(settings.credentials).isNull();
        assertThat(sources.read().from()).isNull();
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void theLastSourceThatHasASettingWins(List<Source> present) {
        present.forEach(source -> source.add(sources, "host=" + source));
        String last = present.isEmpty() ? null : present.get(present.size() - 1).toString();
        assertThat(sources.settings().host).isEqualTo(last);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everySourceHasEverySettingAndALaterOneWins(Row row) {
        for (Source source : Source.values()) {
            source.add(sources, row.name() + "=" + row.one());
            assertThat(row.from().apply(sources.settings())).as("%s", source).isEqualTo(row.read());
            source.add(sources, row.name() + "=" + row.other());
            assertThat(row.from().apply(sources.settings())).as("%s", source).isEqualTo(row.readToo());
        }
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void everySourceHasTheUserThePasswordAndTheAuthor(Source source) {
        if (source == Source.RESOURCE || source == Source.FILE) {
            source.add(
                    sources,
                    "userName=änn\npassword=pä ss\nfrom=Ann <ann@example.com>\ntargetName=SMTPSVC/x\ndefaultCredentials=true");
        } else {
            Stream.of(
                            "userName=änn",
                            "password=pä ss",
                            "from=Ann <ann@example.com>",
                            "targetName=SMTPSVC/x",
                            "defaultCredentials=true")
                    .forEach(line -> source.add(sources, line));
        }
        NetworkCredential credential = (NetworkCredential) sources.settings().credentials;
        assertThat(credential).isNotNull();
        assertThat(credential.getUserName()).isEqualTo("änn");
        assertThat(credential.getPassword()).isEqualTo("pä ss");
        assertThat(sources.settings().useDefaultCredentials).isTrue();
        assertThat(sources.settings().targetName).isEqualTo("SMTPSVC/x");
        assertThat(sources.read().from()).isEqualTo(new MailAddress("ann@example.com", "Ann"));
    }

    @Test
    void settingsOfDifferentSourcesAreTakenTogether() {
        sources.resource("host=smtp.example.com", "userName=ann")
                .file("port=587")
                .variable("PASSWORD", "secret");
        sources.property("enableSsl", "true");
        ClientSettings settings = sources.settings();
        assertThat(settings.host).isEqualTo("smtp.example.com");
        assertThat(settings.port).isEqualTo(587);
        assertThat(settings.enableSsl).isTrue();
        assertThat(((NetworkCredential) settings.credentials).getPassword()).isEqualTo("secret");
    }

    @Test
    void emptyValueTakesBackWhatAnEarlierSourceGave() {
        sources.resource("host=smtp.example.com", "userName=ann", "password=secret", "port=587");
        sources.variable("USER_NAME", "").property("port", "");
        assertThat(sources.settings().credentials).isNull();
        assertThat(sources.settings().port).isEqualTo(25);
        assertThat(sources.settings().host).isEqualTo("smtp.example.com");
    }

    @Test
    void passwordWithoutAUserCountsForNothingAndAUserWithoutAPasswordHasAnEmptyOne() {
        sources.variable("PASSWORD", "secret");
        assertThat(sources.settings().credentials).isNull();
        sources.property("userName", "ann").property("password", "");
        assertThat(((NetworkCredential) sources.settings().credentials).getPassword())
                .isEmpty();
    }

    @Test
    void fileIsNamedByTheEnvironmentUnlessASystemPropertyNamesOne() {
        sources.variable(
                "CONFIG", sources.write("other.properties", "host=by.variable").toString());
        assertThat(sources.settings().host).isEqualTo("by.variable");
        sources.file("host=by.property");
        assertThat(sources.settings().host).isEqualTo("by.property");
    }

    @Test
    void hostAndPortOfTheConstructorWinAndTheRestIsConfigured() {
        sources.resource("host=smtp.example.com", "port=587", "enableSsl=true", "userName=ann");
        assertBegins(new SmtpClient("mine", 26, sources.read()), "mine", 26);
        assertBegins(new SmtpClient(" mine ", 0, sources.read()), "mine", 587);
        assertBegins(new SmtpClient("", 26, sources.read()), "smtp.example.com", 26);
        assertBegins(new SmtpClient(null, 0, sources.read()), "smtp.example.com", 587);
    }

    private static void assertBegins(SmtpClient client, String host, int port) {
        try (client) {
            assertThat(client.getHost()).isEqualTo(host);
            assertThat(client.getPort()).isEqualTo(port);
            assertThat(client.isEnableSsl()).isTrue();
            assertThat(client.getCredentials()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "port, 0, a port is a number from 1 to 65535",
        "port, 65536, a port is a number from 1 to 65535",
        "port, -25, a port is a number from 1 to 65535",
        "port, 99999999999, a port is a number from 1 to 65535",
        "port, ٢٥, a port is a number from 1 to 65535",
        "enableSsl, yes, it is true or false",
        "defaultCredentials, 1, it is true or false",
        "deliveryMethod, Pigeon, 'it is one of NETWORK, SPECIFIED_PICKUP_DIRECTORY, PICKUP_DIRECTORY_FROM_IIS'",
        "deliveryFormat, EightBit, 'it is one of SEVEN_BIT, INTERNATIONAL'",
        "from, nobody, nobody",
        "clientDomain, a b, a b",
        "host, smtp://mx.example.com, the host is a URL",
        "host, mx.example.com/x, the host has a /",
    })
    void wrongValueNamesItsSourceAndWhatIsWanted(String name, String value, String wanted) {
        sources.file("# first", "", name + "=" + value);
        assertRefused(sources, sources.named() + ", line 3: " + name + " is wrong: ", wanted);
        Sources others = new Sources(directory.resolve("nowhere")).property(name, value);
        assertRefused(others, "The system property postrider." + name + ": ", wanted);
    }

    @Test
    void wrongValueOfTheEnvironmentNamesItsVariable() {
        sources.variable("ENABLE_SSL", "on");
        assertRefused(
                sources, "The environment variable POSTRIDER_ENABLE_SSL: enableSsl is wrong: it is true or false");
    }

    @Test
    void wrongValueIsToldEvenWhenALaterSourceWouldWin() {
        sources.resource("port=abc").property("port", "25");
        assertRefused(sources, "mail.properties, line 1: port is wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "hots, did you mean host?",
        "username, did you mean userName?",
        "USER_NAME, did you mean userName?",
        "enable-ssl, did you mean enableSsl?",
        "pickupDirectory, 'the known ones are host, port, userName, password,'",
        "mail.smtp.host, the known ones are",
    })
    void unknownNameIsRefusedWithWhatWasProbablyMeant(String name, String hint) {
        sources.file("host=a", name + "=b");
        assertRefused(sources, sources.named() + ", line 2: there is no setting " + name + "; " + hint);
        Sources others = new Sources(directory.resolve("nowhere")).property(name, "b");
        assertRefused(others, "The system property postrider." + name + ": there is no setting", hint);
    }

    @Test
    void misspeltVariableIsRefusedAndThoseOfOthersArePassedOver() {
        sources.variable("JAVA_OPTS", "-Xmx1g")
                .variable("SERVICE_HOST", "10.0.0.1")
                .variable("HOME", "/opt");
        assertThat(sources.settings().host).isNull();
        sources.variable("USERNAME", "ann");
        assertRefused(
                sources, "The environment variable POSTRIDER_USERNAME is unknown; did you mean POSTRIDER_USER_NAME?");
    }

    @Test
    void classPathFileMayHoldKeysOfOthersButNotOursMisspelt() {
        sources.resource("mail.smtp.host=theirs", "subject=Hello", "postrider.host=ours");
        assertThat(sources.settings().host).isEqualTo("ours");
        sources.resource("userNmae=ann");
        assertRefused(sources, "mail.properties, line 1: there is no setting userNmae; did you mean userName?");
        sources.resource("postrider.subject=Hello");
        assertRefused(sources, "mail.properties, line 1: there is no setting subject; the known ones are");
    }

    @Test
    void secretsAreInNoMessage() {
        sources.file("password=hunter2\\", "hunter3 \u0001");
        assertThat(sources.settings().host).isNull();
        for (String line : List.of(
                "password=hunter2\\u0000",
                "password=hunter2\\ud800",
                "password=\\uhunter2",
                "Hunter2!=x",
                "port=hunter2",
                "host=smtps://ann:hunter2@mx.example.com",
                "host=ann:hunter2@mx.example.com")) {
            sources.file(line);
            assertThatThrownBy(sources::read)
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(told -> {
                        for (Throwable t = told; t != null; t = t.getCause()) {
                            assertThat(t.toString()).doesNotContainIgnoringCase("hunter");
                        }
                    });
        }
    }

    @Test
    void fileThatIsMissingOrNoFileIsToldWithWhoNamedIt() {
        Path missing = directory.resolve("missing.config");
        sources.property("config", missing.toString());
        assertRefused(
                sources, "The system property postrider.config names the file " + missing + ", which doesn't exist");
        sources.property("config", "\0");
        assertRefused(sources, "The system property postrider.config names no file");
        sources.property("config", directory.toString());
        assertRefused(sources, directory + " can't be read");
    }

    @Test
    void messageIsFromWhomTheConfigurationSaysUnlessItSaysSoItself() {
        sources.resource("from=Ann <ann@example.com>");
        sources.runInside(() -> {
            assertThat(new MailMessage().getFrom()).isEqualTo(new MailAddress("ann@example.com", "Ann"));
            assertThat(MailMessage.builder().to("bob@example.com").build().getFrom())
                    .isNotNull();
            assertThat(new MailMessage("cid@example.com", "bob@example.com").getFrom())
                    .isEqualTo(new MailAddress("cid@example.com"));
        });
        assertThat(new MailMessage().getFrom()).isNull();
    }

    @Test
    void messageThatIsReadBackHasNoAuthorButItsOwn() {
        sources.resource("from=ann@example.com");
        sources.runInside(
                () -> assertThat(parsed("Subject: x\r\n\r\n").getFrom()).isNull());
    }

    @Test
    void constructorsTellWhatIsWrong() {
        sources.resource("port=abc");
        sources.runInside(() -> {
            assertThatThrownBy(SmtpClient::new)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("line 1");
            assertThatThrownBy(() -> new SmtpClient("localhost")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> new SmtpClient("localhost", 25)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(MailMessage::new).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void filesAreReadOnceAndAgainAfterAFailure() {
        sources.resource("port=abc");
        sources.runInside(() -> {
            assertThatThrownBy(ClientConfiguration::current).isInstanceOf(IllegalStateException.class);
            sources.resource("port=26");
            ClientConfiguration read = ClientConfiguration.current();
            sources.resource("port=27");
            assertThat(ClientConfiguration.current()).isSameAs(read);
        });
        sources.runInside(() -> assertThat(new SmtpClient().getPort()).isEqualTo(27));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "src/main/java/org/postrider/mail/SmtpClient.java"})
    void everySettingIsInTheTables(String page) throws IOException {
        String text = Files.readString(Path.of(page)).replaceAll("\\s*\\n\\s*(\\* +)?", " ");
        assertThat(ClientConfiguration.ALL)
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(text)
                        .contains(
                                setting.name(),
                                setting.variable().substring("POSTRIDER_".length()),
                                "<" + setting.element() + " " + setting.name() + ">"));
    }

    private static MailMessage parsed(String text) {
        try {
            return MailMessage.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRefused(Sources sources, String... told) {
        assertThatThrownBy(sources::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(told);
    }
}
