package dev.origami.operation;

import dev.origami.block.BlockStore;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.overlay.Overlays;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.LineageId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.volume.Overlay;
import dev.origami.volume.VolumeChain;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The disks of volumes: their records in SQL and their files, which only together are a disk. A file is made after its
 * name is recorded and removed before its record goes, so a crash leaves nothing that nobody knows.
 */
public final class VolumeDisks {
    private final Path dataDirectory;
    private final Database database;
    private final Volumes volumes;
    private final Overlays overlays;
    private final BlockStore blocks;
    private final Map<VolumeId, Object> storing = new ConcurrentHashMap<>();

    public VolumeDisks(Path dataDirectory, Database database, Volumes volumes, Overlays overlays, BlockStore blocks) {
        this.dataDirectory = dataDirectory;
        this.database = database;
        this.volumes = volumes;
        this.overlays = overlays;
        this.blocks = blocks;
    }

    /** The disk as it is recorded. */
    public DiskChain chain(VolumeId id) {
        VolumeChain recorded = database.read(sql -> volumes.chain(sql, id));
        return paths(recorded);
    }

    /** The disk, its live overlay made if it is not there yet: what a machine may open. */
    public DiskChain open(VolumeId id) throws IOException {
        DiskChain chain = chain(id);
        boolean _ = makeLive(chain);
        return chain;
    }

    /** Whether the live overlay was not there before. */
    private boolean makeLive(DiskChain chain) throws IOException {
        Files.createDirectories(chain.live().getParent());
        if (Files.exists(chain.live())) {
            return false;
        }
        overlays.create(chain.live(), chain.sizeBytes(), chain.lineage());
        return true;
    }

    /**
     * The disk of a volume that no machine has open: as {@link #open}, repaired after whatever happened to the machine
     * that had it, and without the files that the block store has replaced.
     */
    public DiskChain openAlone(VolumeId id) throws IOException {
        DiskChain chain = chain(id);
        // One that was made just now had no machine.
        if (!makeLive(chain)) {
            overlays.repair(chain);
        }
        removeReplaced(id);
        return chain;
    }

    /** Gives a volume that no machine has open more room, if it has not got it yet; what is new reads as zeros. */
    void grow(VolumeId id, long sizeBytes) throws IOException {
        DiskChain chain = openAlone(id);
        if (overlays.recordedSizeBytes(chain.live()) < sizeBytes) {
            DiskChain _ = overlays.grow(chain, sizeBytes);
        }
    }

    /** How large the disk is that guests have, or would have: what is recorded for the volume may be said later. */
    long sizeBytes(VolumeId id) throws IOException {
        DiskChain chain = chain(id);
        return Files.exists(chain.live()) ? overlays.recordedSizeBytes(chain.live()) : chain.sizeBytes();
    }

    /** What storing tells, and what is recorded with it. */
    interface Storing {
        Progress progressOf(SnapshotId snapshot);

        /** In which place's directory the blocks of the snapshot are to lie; empty: in none. */
        Optional<Path> placeOf(VolumeId volume, SnapshotId snapshot);

        /**
         * In the transaction that records that the disk of a snapshot is in the block store.
         *
         * @param lineage under whose key it is sealed; null when it is not encrypted
         * @param listedBytes what of the disk has data
         */
        void stored(
                Transaction transaction,
                SnapshotId snapshot,
                ManifestId manifest,
                @Nullable LineageId lineage,
                long listedBytes);
    }

    /**
     * Stores what an overlay was frozen with, and before it each older one of its volume that is not stored yet, whoever
     * froze it: each lies over the one before, and each snapshot has its own. Nothing happens when it was done before.
     */
    void store(VolumeId id, SnapshotId snapshot, Storing storing) throws IOException {
        synchronized (storing(id)) {
            VolumeChain chain = database.read(sql -> volumes.chain(sql, id));
            List<Overlay> wanted = chain.frozen().stream()
                    .dropWhile(overlay -> !snapshot.equals(overlay.frozenFor()))
                    .toList();
            ManifestId base = chain.base();
            for (Overlay overlay : wanted.reversed()) {
                base = store(id, base, chain.lineage(), overlay, storing);
            }
        }
    }

    private ManifestId store(
            VolumeId id, @Nullable ManifestId base, @Nullable LineageId lineage, Overlay overlay, Storing storing)
            throws IOException {
        SnapshotId snapshot = Objects.requireNonNull(overlay.frozenFor(), () -> "not frozen: " + overlay.file());
        Path file = path(overlay);
        try (DiskDelta written = overlays.delta(List.of(file), overlays.sizeBytes(file), lineage);
                Stored stored = blocks.at(storing.placeOf(id, snapshot).orElse(null))
                        .store(base, lineage, written, storing.progressOf(snapshot))) {
            long listedBytes = blocks.listedBytes(stored.id());
            database.writing(transaction -> {
                volumes.stored(transaction, id, overlay.sequence(), stored.id());
                storing.stored(transaction, snapshot, stored.id(), lineage, listedBytes);
            });
            return stored.id();
        }
    }

    private Object storing(VolumeId id) {
        return storing.computeIfAbsent(id, _ -> new Object());
    }

    /** Removes the files that the block store has replaced. No machine may have them open. */
    void removeReplaced(VolumeId id) throws IOException {
        for (Overlay overlay : database.read(sql -> volumes.replaced(sql, id))) {
            Files.deleteIfExists(path(overlay));
            database.writing(transaction -> volumes.removed(transaction, id, overlay.sequence()));
        }
    }

    /** How many files a machine that has the volume open could do without. */
    int replaced(VolumeId id) {
        return (int) database.read(sql -> volumes.replaced(sql, id)).stream()
                .filter(overlay -> Files.exists(path(overlay)))
                .count();
    }

    /**
     * Finishes the deletion of a volume: its files and its record go, unless a snapshot of it is still to be stored. Then
     * who stores that calls this again. Nothing happens to a volume that is not being deleted.
     */
    public void deleteIfUnused(VolumeId id) throws IOException {
        synchronized (storing(id)) {
            boolean unused = database.read(sql -> volumes.find(sql, id)
                            .filter(volume -> volume.state() == VolumeState.DELETING)
                            .isPresent()
                    && !volumes.hasPendingSnapshots(sql, id));
            if (unused) {
                removeFiles(id);
                database.writing(transaction -> volumes.deleted(transaction, id));
            }
        }
    }

    /** What a run must own that changes the disk of a volume which is attached to nothing. */
    static String lock(VolumeId id) {
        return "volume:" + id;
    }

    private void removeFiles(VolumeId id) throws IOException {
        Path directory = path(database.read(sql -> volumes.live(sql, id))).getParent();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    private DiskChain paths(VolumeChain recorded) {
        return new DiskChain(
                path(recorded.live()),
                recorded.frozen().reversed().stream().map(this::path).toList(),
                recorded.base(),
                recorded.sizeBytes(),
                recorded.lineage());
    }

    private Path path(Overlay overlay) {
        return dataDirectory.resolve(overlay.file());
    }
}
