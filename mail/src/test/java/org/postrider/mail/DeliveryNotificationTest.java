package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.postrider.mail.Clients.message;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.DsnReturn;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** What servers are asked to tell of a message's fate. */
class DeliveryNotificationTest {
    @ParameterizedTest
    @EnumSource(Way.class)
    void whatAMessageAsksForReachesAServerWithDsn(Way way) {
        ReceivedMessage received = sent(way, SmtpTestServer.builder(), asking());
        assertThat(received.getMailParameters()).contains(Map.entry("RET", "HDRS"), Map.entry("ENVID", "order+204711"));
        assertThat(received.getRecipientParameters("bob@example.com"))
                .containsOnly(
                        Map.entry("NOTIFY", "SUCCESS,FAILURE,DELAY"), Map.entry("ORCPT", "rfc822;bob@example.com"));
        assertThat(received.getRecipientParameters("a+b@example.com"))
                .contains(Map.entry("ORCPT", "rfc822;a+2Bb@example.com"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void serverWithoutDsnGetsTheMessageWithoutAWordOfIt(Way way) {
        ReceivedMessage received = sent(way, SmtpTestServer.builder().without("DSN"), asking());
        assertThat(received.getMailParameters()).doesNotContainKeys("RET", "ENVID");
        assertThat(received.getRecipientParameters("bob@example.com")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryNotificationOptions.class,
            names = {"ON_SUCCESS", "ON_FAILURE", "DELAY", "NEVER"})
    void eachOptionHasItsWord(DeliveryNotificationOptions option) {
        MailMessage message = message();
        message.setDeliveryNotificationOptions(option);
        String word = option.name().replace("ON_", "");
        assertThat(sent(Way.SEND, SmtpTestServer.builder(), message).getRecipientParameters("bob@example.com"))
                .contains(Map.entry("NOTIFY", word));
    }

    @Test
    void messageThatAsksForNothingLeavesItToTheServer() {
        MailMessage message = asking();
        message.setDeliveryNotificationOptions(DeliveryNotificationOptions.NONE);
        message.setDeliveryNotificationReturn(null);
        message.setEnvelopeId(null);
        ReceivedMessage received = sent(Way.SEND, SmtpTestServer.builder(), message);
        assertThat(received.getMailParameters()).doesNotContainKeys("RET", "ENVID");
        assertThat(received.getRecipientParameters("bob@example.com")).isEmpty();
        assertThat(message.getDeliveryNotificationReturn()).isNull();
        assertThat(message.getEnvelopeId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nRCPT TO:<x@y>", "a\0b", "Gr\u00fc\u00dfe", "\u2028"})
    void envelopeIdThatIsNoneIsRefusedWhenItIsSet(String id) {
        MailMessage message = asking();
        assertThatIllegalArgumentException().isThrownBy(() -> message.setEnvelopeId(id));
        assertThat(message.getEnvelopeId()).isEqualTo("order 4711");
    }

    private static MailMessage asking() {
        MailMessage message = message("bob@example.com", "a+b@example.com");
        message.setDeliveryNotificationOptions(
                DeliveryNotificationOptions.DELAY,
                DeliveryNotificationOptions.ON_FAILURE,
                DeliveryNotificationOptions.ON_SUCCESS);
        message.setDeliveryNotificationReturn(DsnReturn.HEADERS);
        message.setEnvelopeId("order 4711");
        return message;
    }

    private static ReceivedMessage sent(Way way, SmtpTestServer.Builder settings, MailMessage message) {
        try (SmtpTestServer server = settings.start();
                SmtpClient client = Clients.of(server)) {
            way.send(client, message);
            List<ReceivedMessage> received = server.getMessages();
            assertThat(received).hasSize(1);
            assertThat(received.get(0).getSession().getViolations()).isEmpty();
            return received.get(0);
        }
    }
}
