package dev.origami.volume;

import dev.origami.ebs.EbsSettings;
import dev.origami.id.VolumeId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of a volume's size, type or performance (source section 2.3).
 *
 * @param number rises with each of any volume
 * @param message why it failed; null when it did not
 * @param endTime null while it is under way
 */
public record VolumeModification(
        long number,
        VolumeId volume,
        State state,
        @Nullable String message,
        EbsSettings original,
        EbsSettings target,
        Instant startTime,
        @Nullable Instant endTime) {

    /** How far it is. What EC2 calls optimizing takes no time here. */
    public enum State {
        MODIFYING,
        COMPLETED,
        FAILED;

        /** EC2's word for it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }
}
