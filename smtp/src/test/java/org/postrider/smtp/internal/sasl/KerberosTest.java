package org.postrider.smtp.internal.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.PortUnreachableException;
import java.nio.file.Path;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.KerberosCredential;

/** What is said when there is no Kerberos login; logins that are good are in the tests of servers. */
class KerberosTest {
    /** Of a centre that can't be reached the JDK tells nothing but the class of the cause. */
    @Test
    void reasonIsTheFirstThatAnybodyGives() {
        Throwable silent = new LoginException().initCause(new PortUnreachableException());
        assertThat(Kerberos.reason(silent)).isEqualTo("java.net.PortUnreachableException");
        Throwable told = new LoginException().initCause(new SaslException("", new SaslException("no route")));
        assertThat(Kerberos.reason(told)).isEqualTo("no route");
    }

    @Test
    void reasonIsOneLineThatIsSafeToShow() {
        assertThat(Kerberos.reason(new LoginException(" Unable to obtain password \r\n  from user\n")))
                .isEqualTo("Unable to obtain password from user");
        assertThat(Kerberos.reason(new LoginException("\u001b[2J"))).isEqualTo("\\u001b[2J");
    }

    @Test
    void missingKeyTableIsNamed() {
        KerberosCredential ann = KerberosCredential.ofKeyTable("ann@EXAMPLE.COM", Path.of("/no/such/table"));
        assertThatThrownBy(() -> Kerberos.GSSAPI.begin(new TestLogin(ann)))
                .isInstanceOf(SaslException.class)
                .hasMessage("there is no Kerberos login for ann@EXAMPLE.COM by the key table %s: %s"
                        .formatted(Path.of("/no/such/table"), "Unable to obtain password from user"));
    }

    @Test
    void missingTicketCacheIsNamed() {
        KerberosCredential nobody = KerberosCredential.ofTicketCache(Path.of("/no/such/cache"));
        assertThatThrownBy(() -> Kerberos.SPNEGO.begin(new TestLogin(nobody)))
                .hasMessageStartingWith("there is no Kerberos login in the ticket cache " + Path.of("/no/such/cache"));
    }
}
