package dev.origami.block.tool;

import java.io.IOException;

/** A disk tool failed, or did not end in time; the message is what it said. */
public final class DiskToolException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskToolException(String message) {
        super(message);
    }
}
