package org.postrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailAddressCollection;
import org.postrider.mail.MailMessage;

/** An address is refused, or it is the one that others read. */
class AddressFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatIsAcceptedIsWhatIsSent(byte[] input) {
        String text = Wire.text(input);
        MailAddress.tryCreate(text).ifPresent(AddressFuzzTest::one);
        MailAddressCollection addresses = new MailAddressCollection();
        try {
            addresses.add(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        several(addresses);
    }

    private static void one(MailAddress address) {
        assertThat(new MailAddress(address.toString())).isEqualTo(address).hasToString(address.toString());
        MailMessage message = Wire.message();
        message.getTo().add(address);
        Wire.requireSame(Wire.readBack(message).getTo(), message.getTo());
    }

    private static void several(MailAddressCollection addresses) {
        MailMessage message = Wire.message();
        if (!addresses.toString().isEmpty()) {
            message.getTo().add(addresses.toString());
        }
        assertThat(shown(message.getTo())).isEqualTo(shown(addresses));
        Wire.requireSame(Wire.readBack(message).getTo(), addresses);
    }

    private static List<String> shown(MailAddressCollection addresses) {
        return addresses.stream().map(one -> one.getGroupName() + "\n" + one).toList();
    }
}
