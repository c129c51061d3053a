package dev.origami.machine;

/**
 * What UEFI has besides its program.
 *
 * @param variables those that a new machine begins with, in EC2's form as base64; empty for none
 * @param tpm whether there is a TPM, of version 2.0
 */
public record FirmwareOptions(String variables, boolean tpm) {
    /** No variables, no TPM. */
    public static final FirmwareOptions NONE = new FirmwareOptions("", false);
}
