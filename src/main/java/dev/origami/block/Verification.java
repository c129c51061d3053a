package dev.origami.block;

import java.util.List;

/**
 * What re-reading a disk's blocks found.
 *
 * @param chunks how many chunks were read
 * @param bytes how many bytes of the disk those hold
 * @param unsoundChunks how many of them (and of the manifest's pages) are not what they should be
 * @param unsound the first of those, ascending; a bounded list
 */
public record Verification(ManifestId manifest, long chunks, long bytes, long unsoundChunks, List<Unsound> unsound) {
    public Verification {
        unsound = List.copyOf(unsound);
    }

    public boolean sound() {
        return unsoundChunks == 0;
    }

    /**
     * A stretch of the disk that cannot be read back.
     *
     * @param chunk the id of its chunk: the SHA-256 that it should have, or of a sealed one the HMAC
     * @param pack the pack file's name, or {@code none} where no pack has the chunk
     * @param fault what is wrong with it, in words
     */
    public record Unsound(Extent extent, String chunk, String pack, String fault) {}
}
