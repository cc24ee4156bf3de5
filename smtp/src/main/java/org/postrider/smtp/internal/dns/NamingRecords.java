package org.postrider.smtp.internal.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * Asks by the DNS provider of the JDK's naming interface (module jdk.naming.dns), which knows the system's name servers, asks again after
 * a second without an answer, and by TCP for what is too long for UDP. Stateless: each question has a context of its own.
 *
 * <p>The trap of JNDI, a name that is taken for the URL of something else, is shut by the names that are asked for: those of
 * {@link ServiceRecords#find} have no character that a URL needs. What comes back are attributes as text, never an object.
 */
final class NamingRecords implements ServiceRecords {
    private static final String TYPE = "SRV";

    private final String servers;

    /**
     * Makes it.
     *
     * @param servers whom to ask: {@code dns:} for the system's name servers, {@code dns://192.0.2.53:53} for that one
     */
    NamingRecords(String servers) {
        this.servers = servers;
    }

    @Override
    public List<ServiceRecord> find(String name) throws IOException {
        try {
            return read(ask(name));
        } catch (NameNotFoundException expected) {
            return List.of();
        } catch (NoInitialContextException e) {
            throw new IOException("this Java has no DNS of its own: add the module jdk.naming.dns", e);
        } catch (NamingException e) {
            throw new IOException("no answer from DNS (" + e.getMessage() + ")", e);
        }
    }

    @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // See above; and the interface takes nothing newer than a Hashtable.
    private List<String> ask(String name) throws NamingException {
        InitialDirContext context = new InitialDirContext(new Hashtable<>(Map.of(
                Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory", Context.PROVIDER_URL, servers)));
        try {
            Attribute found = context.getAttributes(name, new String[] {TYPE}).get(TYPE);
            List<String> texts = new ArrayList<>();
            if (found != null) {
                Collections.list(found.getAll()).forEach(text -> texts.add(String.valueOf(text)));
            }
            return texts;
        } finally {
            context.close();
        }
    }

    private static List<ServiceRecord> read(List<String> texts) throws IOException {
        List<ServiceRecord> records = new ArrayList<>();
        for (String text : texts) {
            String[] fields = text.split(" ", 4);
            try {
                records.add(new ServiceRecord(
                        Integer.parseInt(fields[0]),
                        Integer.parseInt(fields[1]),
                        Integer.parseInt(fields[2]),
                        fields[3]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("DNS has an SRV record that can't be read", e);
            }
        }
        return records;
    }
}
