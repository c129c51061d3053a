package dev.origami.block.cache;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.config.CacheLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache files of all disks that are read, within a bound: what was used least recently goes first, and never what is
 * in use. A cache file is trusted after a crash as far as its record says, which is written after its data is durable.
 */
public final class CacheFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFiles.class);
    private static final long VERIFY_LISTING_BYTES = 256L << 20;

    private final BlockStore store;
    private final BlockKeys keys;
    private final CacheDirectory files;
    private final CacheLimits limits;
    private final InstantSource time;
    private final CacheSpace space;
    private final Map<ManifestId, CacheSlot> slots;
    private final CacheFiller filler;
    /** One thread of its own: forcing data to the disk must not wait behind hours of filling. */
    private final ExecutorService recorder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("cache-record").daemon().factory());

    /**
     * @param keys what the caches of encrypted disks are sealed under
     * @param directory for this user only; made if missing
     */
    public CacheFiles(BlockStore store, BlockKeys keys, Path directory, CacheLimits limits, InstantSource time)
            throws IOException {
        this.store = store;
        this.keys = keys;
        this.files = CacheDirectory.open(directory);
        this.limits = limits;
        this.time = time;
        this.filler = new CacheFiller(limits);
        this.slots = files.found();
        long found = slots.values().stream().mapToLong(CacheSlot::bytes).sum();
        long share = (Files.getFileStore(directory).getUsableSpace() + found) / limits.freeShare();
        this.space =
                new CacheSpace(Math.min(limits.maxBytes(), share), found, limits.fullPause(), time, this::dropOldest);
    }

    /**
     * Opens a disk for reading; close it when it is not read any more.
     *
     * @throws NoSuchManifestException if the block store has no such disk
     * @throws BlockKeyGoneException if it is encrypted and its lineage's key is gone
     */
    public CachedDisk open(ManifestId manifest) throws IOException {
        synchronized (slots) {
            if (slots.size() >= limits.maxFiles() && !slots.containsKey(manifest)) {
                dropOldest();
            }
            CacheSlot slot = slots.computeIfAbsent(manifest, id -> new CacheSlot(id, 0, time.instant()));
            try {
                if (slot.hold == null) {
                    slot.hold = store.hold(manifest);
                }
                if (slot.file == null) {
                    CacheFile opened =
                            CacheFile.open(store, keys, manifest, files.data(manifest), files.record(manifest), space);
                    space.correct(opened.dataBytes() - slot.closedBytes);
                    slot.file = opened;
                }
            } catch (IOException | RuntimeException e) {
                endHold(slot);
                if (slot.leases == 0 && slot.file == null && slot.closedBytes == 0) {
                    slots.remove(manifest);
                }
                throw e;
            }
            slot.leases++;
            slot.lastUsed = time.instant();
            return new CachedDisk(manifest, slot.file, store, () -> record(slot), () -> release(slot));
        }
    }

    private static void endHold(CacheSlot slot) {
        if (slot.leases == 0 && slot.hold != null) {
            slot.hold.close();
            slot.hold = null;
        }
    }

    private void release(CacheSlot slot) {
        synchronized (slots) {
            slot.leases--;
            slot.lastUsed = time.instant();
            endHold(slot);
        }
        try {
            recorder.execute(() -> record(slot));
        } catch (RejectedExecutionException e) {
            LOG.debug("A disk was given back after the caches were closed; they recorded what they hold", e);
        }
    }

    /** Makes what a cache holds durable, unless it has gone meanwhile. */
    private void record(CacheSlot slot) {
        try {
            CacheFile file;
            Instant lastUsed;
            synchronized (slots) {
                file = slot.file;
                lastUsed = slot.lastUsed;
                if (file == null) {
                    return;
                }
                // Held like a reader's, so that it is not dropped while it is forced to the disk.
                slot.leases++;
            }
            try {
                file.checkpoint();
                Path record = files.record(slot.manifest);
                if (Files.exists(record)) {
                    Files.setLastModifiedTime(record, FileTime.from(lastUsed));
                }
            } finally {
                synchronized (slots) {
                    slot.leases--;
                    endHold(slot);
                }
            }
        } catch (IOException e) {
            LOG.warn("The cache of disk {} could not be recorded; it will fill again", slot.manifest.hex(), e);
        }
    }

    /**
     * Reads the whole disk into its cache in the background.
     *
     * @return when done, whether all of it is there and durable; false if there was no room. It fails if a block is lost
     */
    public CompletableFuture<Boolean> fill(ManifestId manifest, Progress progress) throws IOException {
        CachedDisk disk = open(manifest);
        CacheFile file = disk.file();
        return filler.fill(file, progress, disk::record)
                .thenApplyAsync(
                        all -> {
                            disk.record();
                            return all && file.recordedFull();
                        },
                        recorder)
                .whenComplete((all, failure) -> disk.close());
    }

    /** The disks that are in use. */
    public List<ManifestId> inUse() {
        synchronized (slots) {
            return slots.values().stream()
                    .filter(slot -> slot.leases > 0)
                    .map(slot -> slot.manifest)
                    .sorted()
                    .toList();
        }
    }

    /** What all cache files take on the disk. */
    public long usedBytes() {
        return space.usedBytes();
    }

    /** Removes the caches of disks that are not kept any more and not in use. */
    public void keepOnly(Set<ManifestId> kept) throws IOException {
        synchronized (slots) {
            for (CacheSlot slot : List.copyOf(slots.values())) {
                if (slot.leases == 0 && !kept.contains(slot.manifest)) {
                    drop(slot);
                }
            }
        }
    }

    /**
     * Compares what is cached of a disk with the block store, and writes again what differs.
     *
     * @return where it differed
     * @throws IOException if a block of the disk is lost
     */
    public List<Extent> verify(ManifestId manifest, Progress progress) throws IOException {
        List<Extent> mended = new ArrayList<>();
        try (CachedDisk disk = open(manifest)) {
            CacheFile file = disk.file();
            for (long at = 0; at < file.sizeBytes(); at += VERIFY_LISTING_BYTES) {
                long length = Math.min(VERIFY_LISTING_BYTES, file.sizeBytes() - at);
                for (Extent chunk : store.chunks(manifest, at, length)) {
                    if (chunk.offset() >= at && file.mend(chunk)) {
                        LOG.error("The cache of disk {} was wrong at byte {}", manifest.hex(), chunk.offset());
                        mended.add(chunk);
                    }
                }
                progress.done(at + length, file.sizeBytes());
            }
        }
        return mended;
    }

    /** Removes the cache that was used least recently; false if all are in use. */
    private boolean dropOldest() {
        synchronized (slots) {
            Optional<CacheSlot> oldest = slots.values().stream()
                    .filter(slot -> slot.leases == 0)
                    .min(Comparator.comparing(slot -> slot.lastUsed));
            try {
                if (oldest.isPresent()) {
                    drop(oldest.get());
                    return true;
                }
            } catch (IOException e) {
                LOG.warn("A cache could not be removed", e);
            }
            return false;
        }
    }

    private void drop(CacheSlot slot) throws IOException {
        long bytes = slot.bytes();
        if (slot.file != null) {
            slot.file.close();
            slot.file = null;
        }
        slots.remove(slot.manifest);
        // A guest that has the file open reads on: the file's space is given back when it ends.
        files.remove(slot.manifest);
        space.correct(-bytes);
    }

    /** Records what is filled and closes the files; close what reads from them before. */
    @Override
    public void close() throws IOException {
        filler.close();
        recorder.close();
        synchronized (slots) {
            for (CacheSlot slot : slots.values()) {
                if (slot.file != null) {
                    record(slot);
                }
                if (slot.file != null && slot.leases == 0) {
                    slot.file.close();
                    slot.file = null;
                }
            }
        }
    }
}
