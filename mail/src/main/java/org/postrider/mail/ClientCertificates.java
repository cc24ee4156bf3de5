package org.postrider.mail;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.postrider.smtp.ClientCertificate;

/** The certificates of a client, by the rules of its properties: safe for several threads, and fixed while a send runs. */
final class ClientCertificates extends AbstractList<ClientCertificate> {
    private final ClientState state;

    ClientCertificates(ClientState state) {
        this.state = state;
    }

    @Override
    public ClientCertificate get(int index) {
        return state.read(s -> s.clientCertificates.get(index));
    }

    @Override
    public int size() {
        return state.read(s -> s.clientCertificates.size());
    }

    @Override
    public void add(int index, ClientCertificate certificate) {
        Objects.requireNonNull(certificate, "certificate");
        change(list -> list.add(index, certificate));
    }

    @Override
    public ClientCertificate set(int index, ClientCertificate certificate) {
        Objects.requireNonNull(certificate, "certificate");
        ClientCertificate before = get(index);
        change(list -> list.set(index, certificate));
        return before;
    }

    @Override
    public ClientCertificate remove(int index) {
        ClientCertificate before = get(index);
        change(list -> list.remove(index));
        return before;
    }

    /** A send that reads the list meanwhile has the old one or the new one, never half of it. */
    private void change(Consumer<List<ClientCertificate>> how) {
        state.change(s -> {
            List<ClientCertificate> changed = new ArrayList<>(s.clientCertificates);
            how.accept(changed);
            s.clientCertificates = List.copyOf(changed);
        });
    }
}
