package dev.origami.image;

import dev.origami.id.AccountId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which images an account may find and use in a region (source section 1.7): its own always, of others as it says. */
public record AllowedImages(State state, List<ImageCriterion> criteria) {
    /** What comes of the criteria. */
    public enum State {
        /** Nothing. */
        DISABLED("disabled"),
        /** An image tells whether it meets one. */
        AUDIT_MODE("audit-mode"),
        /** An image that meets none is hidden, and of no use. */
        ENABLED("enabled");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        /** EC2's word for it. */
        public String wire() {
            return wire;
        }

        static State parse(String wire) {
            for (State state : values()) {
                if (state.wire.equals(wire)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("state of allowed images: " + wire);
        }
    }

    public AllowedImages {
        criteria = List.copyOf(criteria);
    }

    /** Whether the image is the account's own or meets one of the criteria; null when nobody wants to know. */
    public @Nullable Boolean verdict(AccountId account, Image image, Instant now) {
        return state == State.DISABLED ? null : (Boolean) isAllowed(account, image, now);
    }

    /** Whether the account may find and use the image. */
    boolean permits(AccountId account, Image image, Instant now) {
        return switch (state) {
            case DISABLED, AUDIT_MODE -> true;
            case ENABLED -> isAllowed(account, image, now);
        };
    }

    private boolean isAllowed(AccountId account, Image image, Instant now) {
        return image.owner().equals(account) || criteria.stream().anyMatch(criterion -> criterion.isMetBy(image, now));
    }
}
