package dev.origami.block.cache;

import dev.origami.block.BlockStore;
import dev.origami.block.Durable;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.nbd.NbdDisk;
import dev.origami.block.nbd.NbdExports;
import dev.origami.config.CacheLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache files of all disks that are read, within a bound: what was used least recently goes first, and never what is
 * in use. A cache file is trusted after a crash as far as its record says, which is written after its data is durable.
 */
public final class CacheFiles implements NbdExports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFiles.class);
    private static final String DATA = ".raw";
    private static final String RECORD = ".filled";
    private static final Pattern DATA_NAME = Pattern.compile("([0-9a-f]{64})\\.raw");
    private static final long VERIFY_LISTING_BYTES = 256L << 20;

    private final BlockStore store;
    private final Path directory;
    private final CacheLimits limits;
    private final InstantSource time;
    private final DamageListener damage;
    private final CacheSpace space;
    private final Map<ManifestId, Slot> slots = new HashMap<>();
    private final CacheFiller filler;
    /** One thread of its own: forcing data to the disk must not wait behind hours of filling. */
    private final ExecutorService recorder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("cache-record").daemon().factory());

    /**
     * @param directory for this user only; made if missing
     * @param damage hears of blocks that are lost
     */
    public CacheFiles(BlockStore store, Path directory, CacheLimits limits, InstantSource time, DamageListener damage)
            throws IOException {
        this.store = store;
        this.directory = Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        this.limits = limits;
        this.time = time;
        this.damage = damage;
        this.filler = new CacheFiller(limits);
        long found = findFiles();
        long share = (Files.getFileStore(directory).getUsableSpace() + found) / limits.freeShare();
        this.space =
                new CacheSpace(Math.min(limits.maxBytes(), share), found, limits.fullPause(), time, this::dropOldest);
    }

    /** One disk's cache: on the disk always, open once it has been asked for. */
    private static final class Slot {
        final ManifestId manifest;
        long closedBytes;
        Instant lastUsed;
        int leases;

        @Nullable
        CacheFile file;

        @Nullable
        Stored hold;

        Slot(ManifestId manifest, long closedBytes, Instant lastUsed) {
            this.manifest = manifest;
            this.closedBytes = closedBytes;
            this.lastUsed = lastUsed;
        }

        long bytes() {
            return file == null ? closedBytes : file.dataBytes();
        }
    }

    private Path data(ManifestId manifest) {
        return directory.resolve(manifest.hex() + DATA);
    }

    private Path record(ManifestId manifest) {
        return directory.resolve(manifest.hex() + RECORD);
    }

    /** Takes over what an earlier run left, and removes what it had not recorded. */
    private long findFiles() throws IOException {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path path : files) {
                var name = DATA_NAME.matcher(path.getFileName().toString());
                if (name.matches() && Files.exists(record(new ManifestId(name.group(1))))) {
                    ManifestId manifest = new ManifestId(name.group(1));
                    Path record = record(manifest);
                    Slot slot = new Slot(
                            manifest,
                            CacheRecord.dataBytes(record),
                            Files.getLastModifiedTime(record).toInstant());
                    slots.put(manifest, slot);
                    bytes += slot.closedBytes;
                } else if (!isRecordOfData(path)) {
                    Files.deleteIfExists(path);
                }
            }
        }
        return bytes;
    }

    private boolean isRecordOfData(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(RECORD)
                && Files.exists(directory.resolve(name.substring(0, name.length() - RECORD.length()) + DATA));
    }

    /**
     * Opens a disk for reading; close it when it is not read any more.
     *
     * @throws NoSuchManifestException if the block store has no such disk
     */
    public CachedDisk open(ManifestId manifest) throws IOException {
        synchronized (slots) {
            if (slots.size() >= limits.maxFiles() && !slots.containsKey(manifest)) {
                dropOldest();
            }
            Slot slot = slots.computeIfAbsent(manifest, id -> new Slot(id, 0, time.instant()));
            try {
                if (slot.hold == null) {
                    slot.hold = store.hold(manifest);
                }
                if (slot.file == null) {
                    CacheFile opened = CacheFile.open(store, manifest, data(manifest), record(manifest), space, damage);
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

    private static void endHold(Slot slot) {
        if (slot.leases == 0 && slot.hold != null) {
            slot.hold.close();
            slot.hold = null;
        }
    }

    private void release(Slot slot) {
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
    private void record(Slot slot) {
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
                Path record = record(slot.manifest);
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

    /** Exports are named by their manifest, in hexadecimal digits. */
    @Override
    public Optional<NbdDisk> open(String name) throws IOException {
        if (!DATA_NAME.matcher(name + DATA).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(open(new ManifestId(name)));
        } catch (NoSuchManifestException e) {
            LOG.warn("A client asked for a disk that is not stored: {}", name);
            return Optional.empty();
        }
    }

    /** The disks that are in use. */
    @Override
    public List<String> names() {
        synchronized (slots) {
            return slots.values().stream()
                    .filter(slot -> slot.leases > 0)
                    .map(slot -> slot.manifest.hex())
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
            for (Slot slot : List.copyOf(slots.values())) {
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
            Optional<Slot> oldest = slots.values().stream()
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

    private void drop(Slot slot) throws IOException {
        long bytes = slot.bytes();
        if (slot.file != null) {
            slot.file.close();
            slot.file = null;
        }
        slots.remove(slot.manifest);
        // A guest that has the file open reads on: the file's space is given back when it ends.
        Durable.remove(record(slot.manifest));
        Files.deleteIfExists(data(slot.manifest));
        space.correct(-bytes);
    }

    /** Records what is filled and closes the files; close what reads from them before. */
    @Override
    public void close() throws IOException {
        filler.close();
        recorder.close();
        synchronized (slots) {
            for (Slot slot : slots.values()) {
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
