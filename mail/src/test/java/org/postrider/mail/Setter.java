package org.postrider.mail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** All that can be set on a client, whoever adds to it: found by reflection, called with something harmless. */
record Setter(Method method) {
    private static final Map<Class<?>, Object> HARMLESS = Map.of(
            String.class,
            "localhost",
            int.class,
            2525,
            boolean.class,
            false,
            Executor.class,
            (Executor) Runnable::run,
            SmtpDeliveryMethod.class,
            SmtpDeliveryMethod.NETWORK,
            SmtpDeliveryFormat.class,
            SmtpDeliveryFormat.SEVEN_BIT,
            TlsOptions.class,
            TlsOptions.of(TlsMode.STARTTLS));

    private static final String SERVICE = "smtp/localhost";

    static List<Setter> all() {
        return Arrays.stream(SmtpClient.class.getMethods())
                .filter(m -> m.getName().startsWith("set") || m.getName().startsWith("dangerously"))
                .map(Setter::new)
                .sorted(Comparator.comparing(Setter::name))
                .toList();
    }

    String name() {
        return method.getName();
    }

    /** What isn't known here can be null, as certificates, credentials and contexts can. */
    void call(SmtpClient client) {
        Object[] values = name().equals("setTargetName")
                ? new Object[] {SERVICE}
                : Arrays.stream(method.getParameterTypes()).map(HARMLESS::get).toArray();
        try {
            method.invoke(client, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException told) {
                throw told;
            }
            throw new AssertionError(e);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
