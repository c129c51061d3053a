package dev.origami.block.disk;

import java.io.IOException;

/** A disk file that is not taken in; the message says why, for whoever brought it. */
public final class DiskRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskRefusedException(String message) {
        super(message);
    }
}
