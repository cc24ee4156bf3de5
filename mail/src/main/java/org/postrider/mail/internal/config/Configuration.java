package org.postrider.mail.internal.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was configured, all sources taken together.
 *
 * <p>Immutable. One trap: {@link #read} reads files, each time; whoever asks often keeps the answer.
 */
public final class Configuration {
    /** What the names of system properties begin with. */
    public static final String PROPERTY_PREFIX = "postrider.";

    /** What the names of environment variables begin with. */
    public static final String VARIABLE_PREFIX = "POSTRIDER_";

    /** The file that is looked for on the class path. */
    public static final String RESOURCE = "mail.properties";

    private final Map<Setting<?>, Object> values;

    Configuration(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Reads all sources, of which a later one wins: the class path, the named file, the environment, system properties.
     *
     * @param known all settings that there are
     * @param loader finds the file on the class path
     * @param environment the environment variables; those of others are passed over
     * @param properties the system properties; those of others are passed over
     * @return what was configured
     * @throws IllegalStateException if a source can't be read, or has a setting that isn't known or a value that is wrong; it says where
     */
    public static Configuration read(
            List<Setting<?>> known,
            ClassLoader loader,
            Map<String, String> environment,
            Map<String, String> properties) {
        Draft draft = new Draft(new Names(known));
        ConfigurationFile.readResource(loader, draft);
        ConfigurationFile.readNamed(environment, properties, draft);
        environment.forEach((name, value) -> readVariable(name, value, draft));
        properties.forEach((name, value) -> readProperty(name, value, draft));
        return draft.finish();
    }

    /** Variables of others may begin like ours, so an unknown one is refused only if it looks like one of ours misspelt. */
    private static void readVariable(String variable, String value, Draft draft) {
        if (variable.startsWith(VARIABLE_PREFIX) && !variable.equals(ConfigurationFile.VARIABLE)) {
            String place = "The environment variable " + variable;
            Setting<?> setting = draft.names().ofVariable(variable, place);
            if (setting != null) {
                draft.set(setting, value, place);
            }
        }
    }

    private static void readProperty(String property, String value, Draft draft) {
        if (property.startsWith(PROPERTY_PREFIX) && !property.equals(ConfigurationFile.PROPERTY)) {
            String place = "The system property " + property;
            String name = property.substring(PROPERTY_PREFIX.length());
            draft.set(draft.names().require(name, place), value, place);
        }
    }

    /**
     * Gives the value of a setting.
     *
     * @param setting the setting
     * @param <T> the type of its values
     * @return the value, or null if none was configured
     */
    public <T> @Nullable T get(Setting<T> setting) {
        Object value = values.get(setting);
        return value == null ? null : setting.cast(value);
    }

    /**
     * Gives the value of a setting that has a default.
     *
     * @param setting the setting
     * @param byDefault the default
     * @param <T> the type of its values
     * @return the value, or the default if none was configured
     */
    public <T> T get(Setting<T> setting, T byDefault) {
        T value = get(setting);
        return value == null ? byDefault : value;
    }
}
