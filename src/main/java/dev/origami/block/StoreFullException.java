package dev.origami.block;

import java.io.IOException;

/** The disk under the block store is full. What was being stored is given back; what was stored before is untouched. */
public final class StoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreFullException(String message, IOException cause) {
        super(message, cause);
    }
}
