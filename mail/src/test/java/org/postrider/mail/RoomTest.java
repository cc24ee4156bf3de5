package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Mailers.failure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;

/** Who waits for room, and who comes when nobody may wait any more. */
class RoomTest {
    private final Room room = new Room(1, 1 << 20);

    @Test
    void whoComesWhenTheRoomIsClosedIsSentAwayAtOnce() {
        room.enter(1);
        CompletableFuture<Void> before = room.enter(1);
        room.refuse();
        assertThat(before).isCancelled();
        assertThat(room.enter(1)).isCancelled();
        assertThat(room.messages()).isEqualTo(1);
    }

    @Test
    void messageThatComesWhenTheRoomIsClosedIsNotSent() {
        Lane lane = new Lane(new SmtpSender(SmtpOptions.builder("localhost").build()), null);
        room.enter(1);
        room.refuse();
        for (WhenFull whenFull : List.of(WhenFull.WAIT, WhenFull.BLOCK)) {
            Dispatch dispatch = new Dispatch(List.of(lane), null, room, whenFull);
            assertThat(failure(dispatch.send(Mailing.of(message()))).result().outcome())
                    .isEqualTo(DeliveryOutcome.NOT_SENT);
        }
        assertThat(room.messages()).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void leavingTheQueueTakesAsLongForEach() {
        room.enter(1);
        List<CompletableFuture<Void>> places =
                Stream.generate(() -> room.enter(1)).limit(200_000).toList();
        for (int i = places.size() - 1; i >= 0; i--) {
            assertThat(room.withdraw(places.get(i))).isTrue();
        }
    }
}
