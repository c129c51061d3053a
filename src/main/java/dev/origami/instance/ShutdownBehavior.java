package dev.origami.instance;

import java.util.Locale;

/** What becomes of an instance whose guest shuts itself down. */
public enum ShutdownBehavior {
    STOP,
    TERMINATE;

    /** EC2's word for it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ShutdownBehavior of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
