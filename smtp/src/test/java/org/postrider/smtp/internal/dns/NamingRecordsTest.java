package org.postrider.smtp.internal.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.smtp.internal.tls.HostNames;

/** What a name server says of services is understood. */
@Timeout(60)
class NamingRecordsTest {
    private static final String NAME = "_submission._tcp.example.com";

    @Test
    void recordsAreReadWithTheirRank() throws IOException {
        ServiceRecord first = new ServiceRecord(0, 65535, 587, "mx1.example.com.");
        ServiceRecord second = new ServiceRecord(10, 0, 65535, "mx-2.mail.example.com.");
        try (NameServer server = new NameServer().knows(NAME, first, second)) {
            assertThat(server.records().find(NAME)).containsExactlyInAnyOrder(first, second);
            assertThat(server.questions()).containsExactly(NAME);
        }
    }

    @Test
    void loneDotIsALoneDot() throws IOException {
        try (NameServer server = new NameServer().knows(NAME, new ServiceRecord(0, 0, 0, "."))) {
            assertThat(server.records().find(NAME)).containsExactly(new ServiceRecord(0, 0, 0, "."));
        }
    }

    @Test
    void nameThatDoesNotExistAndOneWithoutSuchRecordsHaveNone() throws IOException {
        try (NameServer server = new NameServer().knows("_submissions._tcp.example.com")) {
            assertThat(server.records().find(NAME)).isEmpty();
            assertThat(server.records().find("_submissions._tcp.example.com")).isEmpty();
        }
    }

    @Test
    void serverThatCanNotHelpIsNoAnswer() throws IOException {
        try (NameServer server = new NameServer().failing()) {
            assertThatThrownBy(() -> server.records().find(NAME))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer from DNS");
        }
    }

    /** A label may hold any octet; what comes out must be something that is no name. */
    @Test
    void octetsThatNoNameHasDoNotMakeOne() throws IOException {
        String hostile = "evil\u0000\u00e9 example.com.";
        try (NameServer server = new NameServer().knows(NAME, new ServiceRecord(0, 0, 587, hostile))) {
            String target = server.records().find(NAME).get(0).target();
            assertThat(target).endsWith("example.com.");
            assertThat(HostNames.isName(target.substring(0, target.length() - 1)))
                    .isFalse();
        }
    }
}
