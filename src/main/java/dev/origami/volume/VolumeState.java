package dev.origami.volume;

import java.util.Locale;

/** How a volume is (source section 2.3). */
public enum VolumeState {
    CREATING,
    AVAILABLE,
    IN_USE,
    DELETING,
    DELETED,
    ERROR;

    /** EC2's word for it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static VolumeState of(String wire) {
        return valueOf(wire.replace('-', '_').toUpperCase(Locale.ROOT));
    }
}
