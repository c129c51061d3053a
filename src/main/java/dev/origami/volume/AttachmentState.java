package dev.origami.volume;

import java.util.Locale;

/** How far the attaching or detaching of a volume is (source section 2.3). */
public enum AttachmentState {
    ATTACHING,
    ATTACHED,
    DETACHING,
    DETACHED;

    /** EC2's word for it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AttachmentState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
