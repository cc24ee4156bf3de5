package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/** Who is told of what on a connection that several share. */
class PassengersTest {
    private final Passengers passengers = new Passengers();
    private final List<String> rested = new ArrayList<>();

    /** Whoever is told that all is done may hand the connection on; what then happens on it is its next user's. */
    @Test
    void nobodyIsToldWhoArrivesWhileOthersAreTold() {
        Traveller next = new Traveller("next", () -> {});
        Traveller first = new Traveller("first", () -> travel(next));
        travel(first);
        passengers.rested();
        assertThat(rested).containsExactly("first");
        passengers.rested();
        assertThat(rested).containsExactly("first", "next");
    }

    /** Told twice, somebody would hand the connection on with the second time still to come. */
    @Test
    void whoArrivesInPartsIsToldOnce() {
        Traveller inParts = new Traveller("in parts", () -> {});
        travel(inParts);
        travel(new Traveller("another", () -> {}));
        inParts.message = inParts.message.again();
        travel(inParts);
        passengers.rested();
        assertThat(rested).containsExactly("in parts", "another");
    }

    private void travel(Traveller traveller) {
        passengers.board(traveller);
        assertThat(passengers.getOff(traveller.transaction())).isSameAs(traveller);
    }

    private final class Traveller implements Client {
        private final String name;
        private final Runnable then;
        private Transaction message =
                new Transaction(Envelope.of("a@example.com", List.of("b@example.com")), new NoContent(), false);

        Traveller(String name, Runnable then) {
            this.name = name;
            this.then = then;
        }

        @Override
        public Transaction transaction() {
            return message;
        }

        @Override
        public void rested() {
            rested.add(name);
            then.run();
        }

        @Override
        public void ready() {
            throw new AssertionError("nothing is opened");
        }

        @Override
        public void delivered(Transaction transaction, @Nullable Failure failure) {
            throw new AssertionError("nothing is delivered");
        }

        @Override
        public void closed(@Nullable Failure failure) {
            throw new AssertionError("nothing is closed");
        }

        @Override
        public void dropped(Failure failure) {
            throw new AssertionError("nothing is dropped");
        }

        @Override
        public void expired(Connection connection, Loss loss) {
            throw new AssertionError("nothing expires");
        }
    }
}
