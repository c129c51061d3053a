package dev.origami.image;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an image may be deregistered (source section 1.5).
 *
 * @param cooldownUntil it may not be before, although it is no longer protected; null: there is no cooldown
 */
public record DeregistrationProtection(Mode mode, @Nullable Instant cooldownUntil) {
    /** Of a new image. */
    public static final DeregistrationProtection NONE = new DeregistrationProtection(Mode.DISABLED, null);

    /** What its owner asked for. */
    public enum Mode {
        DISABLED("disabled"),
        ENABLED_WITHOUT_COOLDOWN("enabled-without-cooldown"),
        ENABLED_WITH_COOLDOWN("enabled-with-cooldown");

        private final String wire;

        Mode(String wire) {
            this.wire = wire;
        }

        /** EC2's word for it. */
        public String wire() {
            return wire;
        }

        static Mode parse(String wire) {
            for (Mode mode : values()) {
                if (mode.wire.equals(wire)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("deregistration protection: " + wire);
        }
    }

    boolean forbids(Instant now) {
        return switch (mode) {
            case ENABLED_WITHOUT_COOLDOWN, ENABLED_WITH_COOLDOWN -> true;
            case DISABLED -> cools(now);
        };
    }

    private boolean cools(Instant now) {
        return cooldownUntil != null && now.isBefore(cooldownUntil);
    }

    /** As its owner is told. */
    public String text(Instant now) {
        return mode == Mode.DISABLED && cools(now) ? mode.wire() + ", cooldown until " + cooldownUntil : mode.wire();
    }
}
