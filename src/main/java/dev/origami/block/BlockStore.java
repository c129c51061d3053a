package dev.origami.block;

import dev.origami.id.LineageId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what disks held, each byte once however many disks share it. What {@link #store} returned survives any crash;
 * what is read is checked against its hash, or the read fails. Safe for use by many threads. A method that is given a
 * manifest the store does not have throws {@link NoSuchManifestException}. Bytes of an encrypted disk are read and
 * stored while its lineage's key is there, or {@link BlockKeyGoneException} is thrown; where they lie is known without.
 */
public interface BlockStore extends Closeable {
    /** The unit of listings: EBS direct's block (source section 2). */
    int LISTED_BLOCK_BYTES = 512 * 1024;

    /** How many of them are listed at once where all are wanted. */
    int LISTED_AT_ONCE = 100_000;

    /**
     * Stores a disk: its parent with the delta over it, or the delta alone. Reads from the delta only what changed.
     * All that the manifest refers to is durable on return. The manifest is safe from collection until the returned
     * lease is closed; the parent, until this returns (it must be live or leased when this is called).
     *
     * @param lineage under whose key the chunks are sealed; null: not encrypted. The parent must be of the same: a disk
     *     that changes its lineage is stored whole
     * @throws IllegalArgumentException when the parent is of another lineage
     * @throws StoreFullException when there is no space; nothing of the attempt stays
     */
    Stored store(@Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
            throws IOException;

    /** Stores a disk that is not encrypted. */
    default Stored store(@Nullable ManifestId parent, DiskDelta delta, Progress progress) throws IOException {
        return store(parent, null, delta, progress);
    }

    /** Under whose key the disk's chunks are sealed; empty: it is not encrypted. */
    Optional<LineageId> lineage(ManifestId manifest) throws IOException;

    /**
     * Where new disks are to lie.
     *
     * @param place the directory of a place that has its own; null: where everything lies that is of no such place
     */
    default BlockPlace at(@Nullable Path place) {
        if (place != null) {
            throw new IllegalArgumentException("no place has its blocks in " + place);
        }
        BlockStore here = this;
        return new BlockPlace() {
            @Override
            public Stored store(
                    @Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
                    throws IOException {
                return here.store(parent, lineage, delta, progress);
            }

            @Override
            public Stored bring(ManifestId manifest, Progress progress) throws IOException {
                return hold(manifest);
            }
        };
    }

    /** Keeps a live manifest from collection until the lease is closed. */
    Stored hold(ManifestId manifest) throws IOException;

    long sizeBytes(ManifestId manifest) throws IOException;

    /**
     * Fills {@code into} to its limit with the disk's bytes from {@code offset}, each chunk verified.
     *
     * @throws BlockCorruptedException when a chunk is not what it should be; {@code into} then holds nothing of use
     * @throws IndexOutOfBoundsException when the range is not within the disk
     */
    void read(ManifestId manifest, long offset, ByteBuffer into) throws IOException;

    /**
     * The chunks of data that overlap a range, ascending, each whole (so the first may begin before the range and the
     * last end after it). What lies between them is zero. Reads no data. Reading exactly one chunk's extent is the
     * cheapest way to read it. Ask for a few hundred MiB at a time: the list has an entry for each 32 KiB or so.
     */
    List<Extent> chunks(ManifestId manifest, long offset, long lengthBytes) throws IOException;

    /**
     * The ascending indexes, from {@code startIndex} on and {@code max} at most, of the 512 KiB blocks that have a
     * byte that is not zero.
     */
    List<Long> listBlocks(ManifestId manifest, long startIndex, int max) throws IOException;

    /** What the 512 KiB blocks of a disk take that have a byte which is not zero. */
    default long listedBytes(ManifestId manifest) throws IOException {
        long blocks = 0;
        List<Long> found = listBlocks(manifest, 0, LISTED_AT_ONCE);
        while (!found.isEmpty()) {
            blocks += found.size();
            found = found.size() < LISTED_AT_ONCE
                    ? List.of()
                    : listBlocks(manifest, found.getLast() + 1, LISTED_AT_ONCE);
        }
        return blocks * LISTED_BLOCK_BYTES;
    }

    /**
     * The 512 KiB blocks that differ, ascending, from {@code startIndex} on and {@code max} at most. Past the end of
     * the shorter disk its blocks count as zero.
     */
    List<ChangedBlock> listChangedBlocks(ManifestId first, ManifestId second, long startIndex, int max)
            throws IOException;

    /**
     * Re-reads every chunk of a disk from the packs. Where the key of an encrypted disk is gone, each is compared with
     * the checksum of what was written.
     */
    Verification verify(ManifestId manifest, Progress progress) throws IOException;

    /**
     * Those of the disks that have one of these chunks, given by their ids in hexadecimal digits, each with one that it
     * has. A disk whose manifest itself is damaged counts, with what is lost of it. Reads manifests only.
     */
    Map<ManifestId, String> holders(Set<ManifestId> disks, Set<String> chunks) throws IOException;

    /**
     * Gives back the space of what no live manifest refers to. May run beside stores and reads: nothing that a running
     * store refers to, and no leased manifest, is taken. One collection runs at a time.
     *
     * @param live asked once, after the collection has begun, for every manifest that is recorded; so one that is
     *     recorded and whose lease is closed in that moment is seen by one or the other
     */
    Collected collect(Supplier<Set<ManifestId>> live) throws IOException;

    /** What these disks take together. */
    Usage usage(Set<ManifestId> manifests) throws IOException;

    /** What this disk has in common with the others together; its nominal bytes are this disk's size. */
    Usage shared(ManifestId manifest, Set<ManifestId> others) throws IOException;

    /** The size of all packs on disk. */
    long packBytes() throws IOException;
}
