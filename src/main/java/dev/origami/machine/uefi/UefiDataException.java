package dev.origami.machine.uefi;

/** Variables of UEFI that cannot be used. The message says why, as the end of a sentence. */
public final class UefiDataException extends Exception {
    private static final long serialVersionUID = 1L;

    UefiDataException(String message) {
        super(message);
    }
}
