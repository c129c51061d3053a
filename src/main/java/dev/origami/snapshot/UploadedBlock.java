package dev.origami.snapshot;

/**
 * A block of an upload that was acknowledged.
 *
 * @param index in the disk, in blocks of 512 KiB
 * @param slot in the upload's file, in units of what a block takes there; {@link #ZEROS} when it needs none
 * @param checksum the SHA-256 of its bytes, in base64
 */
public record UploadedBlock(long index, int slot, String checksum) {
    /** The slot of a block of zeros. */
    static final int ZEROS = -1;
}
