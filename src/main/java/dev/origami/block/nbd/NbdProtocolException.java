package dev.origami.block.nbd;

import java.io.IOException;

/** The other side broke the NBD protocol; the connection is of no more use. */
public final class NbdProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    public NbdProtocolException(String message) {
        super(message);
    }
}
