package org.postrider.mail;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.internal.config.Configuration;
import org.postrider.mail.internal.config.Setting;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.SmtpOptions;

/**
 * What clients and messages begin with: the settings of .NET's {@code <mailSettings>}, from wherever they were configured.
 *
 * <p>Immutable. The {@linkplain #current() current} one is read once for each class loader, for each has a class path of its own, and
 * again when a system property of ours has changed. The trap is .NET's: the configured credentials belong to every client, also to one
 * that was made for another host.
 */
final class ClientConfiguration {
    static final Setting<String> HOST = text("network", "host", ServerName::checked);
    static final Setting<Integer> PORT = new Setting<>("network", "port", Integer.class, ClientConfiguration::port);
    static final Setting<String> USER_NAME =
            text("network", "userName", u -> new NetworkCredential(u, "").getUserName());
    static final Setting<String> PASSWORD =
            text("network", "password", p -> new NetworkCredential("x", p).getPassword());
    static final Setting<Boolean> DEFAULT_CREDENTIALS = yesOrNo("defaultCredentials");
    static final Setting<Boolean> ENABLE_SSL = yesOrNo("enableSsl");
    static final Setting<String> CLIENT_DOMAIN = text("network", "clientDomain", ClientConfiguration::clientDomain);
    static final Setting<String> TARGET_NAME = text("network", "targetName", ClientConfiguration::targetName);
    static final Setting<MailAddress> FROM = new Setting<>("smtp", "from", MailAddress.class, MailAddress::new);
    static final Setting<SmtpDeliveryMethod> DELIVERY_METHOD = oneOf("deliveryMethod", SmtpDeliveryMethod.class);
    static final Setting<SmtpDeliveryFormat> DELIVERY_FORMAT = oneOf("deliveryFormat", SmtpDeliveryFormat.class);
    static final Setting<String> PICKUP_DIRECTORY_LOCATION =
            text("specifiedPickupDirectory", "pickupDirectoryLocation", Function.identity());

    static final List<Setting<?>> ALL = List.of(
            HOST,
            PORT,
            USER_NAME,
            PASSWORD,
            DEFAULT_CREDENTIALS,
            ENABLE_SSL,
            CLIENT_DOMAIN,
            TARGET_NAME,
            FROM,
            DELIVERY_METHOD,
            DELIVERY_FORMAT,
            PICKUP_DIRECTORY_LOCATION);

    private static final Map<ClassLoader, Known> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    private final Configuration values;

    private ClientConfiguration(Configuration values) {
        this.values = values;
    }

    /** What was read, and the system properties at that time. */
    private record Known(Map<String, String> properties, ClientConfiguration configuration) {}

    /** Gives the configuration of this thread's application; {@link IllegalStateException} says what is wrong with it, and where. */
    static ClientConfiguration current() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
        Map<String, String> properties = ours(System.getProperties());
        Known known = KNOWN.get(loader);
        if (known == null || !known.properties.equals(properties)) {
            known = new Known(properties, read(loader, System.getenv(), properties));
            KNOWN.put(loader, known);
        }
        return known.configuration;
    }

    static ClientConfiguration read(
            ClassLoader loader, Map<String, String> environment, Map<String, String> properties) {
        return new ClientConfiguration(Configuration.read(ALL, loader, environment, properties));
    }

    private static Map<String, String> ours(Properties properties) {
        Map<String, String> ours = new HashMap<>();
        properties.forEach((key, value) -> {
            if (key instanceof String name && name.startsWith(Configuration.PROPERTY_PREFIX)) {
                ours.put(name, String.valueOf(value));
            }
        });
        return ours;
    }

    /** Gives whom messages are from that say nothing else, or null. */
    @Nullable
    MailAddress from() {
        return values.get(FROM);
    }

    /** Fills in what a client begins with; a host or a port of the constructor's wins, the rest is as configured. */
    void applyTo(ClientSettings settings, @Nullable String host, int port) {
        settings.host = host == null || host.isEmpty() ? values.get(HOST) : ServerName.checked(host);
        settings.port = port == 0 ? values.get(PORT, ClientSettings.DEFAULT_PORT) : port;
        settings.credentials = credentials();
        settings.useDefaultCredentials = values.get(DEFAULT_CREDENTIALS, settings.useDefaultCredentials);
        settings.targetName = values.get(TARGET_NAME);
        settings.enableSsl = values.get(ENABLE_SSL, settings.enableSsl);
        settings.clientDomain = values.get(CLIENT_DOMAIN);
        settings.deliveryMethod = values.get(DELIVERY_METHOD, settings.deliveryMethod);
        settings.deliveryFormat = values.get(DELIVERY_FORMAT, settings.deliveryFormat);
        settings.pickupDirectoryLocation = values.get(PICKUP_DIRECTORY_LOCATION);
    }

    /** As in .NET, a password without a user counts for nothing, and a user without a password has an empty one. */
    private @Nullable CredentialsByHost credentials() {
        String user = values.get(USER_NAME);
        return user == null ? null : new NetworkCredential(user, values.get(PASSWORD, ""));
    }

    private static String targetName(String name) {
        AuthOptions.NONE.withTargetName(name); // Refuses what isn't one.
        return name;
    }

    private static Setting<String> text(String element, String name, Function<String, String> check) {
        return new Setting<>(element, name, String.class, check);
    }

    private static Setting<Boolean> yesOrNo(String name) {
        return new Setting<>("network", name, Boolean.class, ClientConfiguration::yesOrNoValue);
    }

    private static boolean yesOrNoValue(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it is true or false");
        };
    }

    private static int port(String text) {
        String digits = text.trim();
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535");
        }
        return port;
    }

    private static String clientDomain(String text) {
        SmtpOptions.builder("localhost").clientDomain(text);
        return text;
    }

    /** Takes the names of .NET and those of Java: {@code SevenBit}, {@code SEVEN_BIT}. */
    private static <E extends Enum<E>> Setting<E> oneOf(String name, Class<E> type) {
        return new Setting<>(
                "smtp",
                name,
                type,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> letters(constant.name()).equals(letters(text.trim())))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("it is one of " + names(type))));
    }

    private static String letters(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
