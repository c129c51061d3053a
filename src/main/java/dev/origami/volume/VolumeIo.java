package dev.origami.volume;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a guest meets where a block of the volume is lost (source section 2.3): it waits, or is told that the block cannot
 * be read and goes on.
 *
 * @param autoEnable whether it goes on in any case
 * @param enabledAt when the owner said that it is to go on; null when not
 */
public record VolumeIo(boolean autoEnable, @Nullable Instant enabledAt) {
    /** Whether guests go on. */
    public boolean isEnabled() {
        return autoEnable || enabledAt != null;
    }
}
