package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.Credential;

/** What a client works out once for all its sends, and what it asks again for each. */
class PlanTest {
    private final ClientSettings settings = new ClientSettings();

    PlanTest() {
        settings.host = "smtp.example.com";
    }

    @Test
    void optionsAreMadeOnceForSendsWithTheSameProperties() {
        settings.credentials = new NetworkCredential("ann", "1");
        Plan plan = new Plan(settings);
        assertThat(plan.options()).isSameAs(plan.options());
    }

    @Test
    void laterChangesDontReachWhatHasBegun() {
        Plan plan = new Plan(settings);
        settings.host = "elsewhere.example.com";
        assertThat(plan.options().host()).isEqualTo("smtp.example.com");
    }

    /** A program may change a password while its client lives. */
    @Test
    void whoeverKnowsCredentialsByHostIsAskedEachTime() {
        AtomicInteger password = new AtomicInteger();
        settings.credentials = (host, port, mechanism) ->
                mechanism.equals("login") ? new NetworkCredential("ann", "" + password) : null;
        Plan plan = new Plan(settings);
        Credential before = plan.options().auth().credentialFor("PLAIN");
        assertThat(plan.options().auth().credentialFor("PLAIN")).isEqualTo(before);
        password.incrementAndGet();
        assertThat(plan.options().auth().credentialFor("PLAIN")).isNotEqualTo(before);
    }
}
