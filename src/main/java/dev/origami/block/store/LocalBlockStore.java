package dev.origami.block.store;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.ChangedBlock;
import dev.origami.block.Collected;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.StoreFullException;
import dev.origami.block.Stored;
import dev.origami.block.Usage;
import dev.origami.block.Verification;
import dev.origami.config.BlockLimits;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The block store in a directory of this machine, for one process at a time: {@code packs/}, {@code index} and
 * {@code lock}. Everything but the packs can be built again from them.
 */
public final class LocalBlockStore implements BlockStore {
    private final FileChannel lock;
    private final StoreParts parts;
    private final Semaphore stores;
    private final ReentrantLock collecting = new ReentrantLock();
    /** Held for reading by whoever works in the store; closing waits for them. */
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

    private boolean closed;

    private LocalBlockStore(FileChannel lock, StoreParts parts) {
        this.lock = lock;
        this.parts = parts;
        stores = new Semaphore(parts.limits().concurrentStores(), true);
    }

    /**
     * Opens the store in a directory, which is made if it is not there. After a crash this reads the packs to build the
     * index again.
     *
     * @throws IOException when another process has it open, or the directory cannot be used
     */
    public static LocalBlockStore open(Path directory, BlockLimits limits, BlockKeys keys) throws IOException {
        return open(directory, limits, keys, FileChannel::open);
    }

    static LocalBlockStore open(Path directory, BlockLimits limits, BlockKeys keys, PackFiles files)
            throws IOException {
        Files.createDirectories(directory);
        FileChannel lock = lock(directory);
        Codec codec = new Codec(keys);
        try {
            PackDirectory packs = new PackDirectory(directory.resolve("packs"), files, limits.maxStoreBytes());
            Recovery recovery = new Recovery(packs, codec, limits.packBytes());
            ChunkIndex index = recovery.open(directory.resolve("index"));
            PackDirectory.sync(directory);
            Catalog catalog = new Catalog(index, packs, recovery.writers());
            PackReader reader = new PackReader(packs, catalog, codec, limits.openPacks());
            StoreParts parts = new StoreParts(
                    packs,
                    catalog,
                    reader,
                    new Manifests(reader, catalog, limits.cachedManifestBytes()),
                    codec,
                    new BlockThreads(limits.workers(), limits.readers(), limits.concurrentStores()),
                    limits,
                    new AtomicBoolean());
            return new LocalBlockStore(lock, parts);
        } catch (IOException | RuntimeException e) {
            codec.close();
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("The block store in " + directory + " is open already", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("The block store in " + directory + " is used by another process");
    }

    @Override
    public Stored store(@Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
            throws IOException {
        return parts.threads().run("store", inside(() -> {
            try {
                stores.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted before the disk was stored");
            }
            try {
                LineageSeal seal = lineage == null ? null : parts.codec().seal(lineage);
                return new StoreRun(parts, parent, seal, delta, progress).run();
            } catch (UncheckedIOException e) {
                // An iterator over changed extents has no other way to say that its disk cannot be read.
                throw named(Objects.requireNonNull(e.getCause()));
            } catch (IOException e) {
                throw named(e);
            } finally {
                stores.release();
            }
        }));
    }

    /** Makes a disk of another store lie here too, where it is live or leased; see {@link BlockPlace#bring}. */
    Stored bring(LocalBlockStore source, ManifestId manifest, Progress progress) throws IOException {
        try (Stored held = source.hold(manifest)) {
            return parts.threads().run("bring", source.inside(inside(() -> {
                try {
                    return new Transfer(source.parts, parts, held.id(), progress).run();
                } catch (IOException e) {
                    throw named(e);
                }
            })));
        }
    }

    /** Whether the root of a disk is here. */
    boolean has(ManifestId manifest) throws IOException {
        return parts.threads().read(inside(() -> parts.catalog().find(ChunkId.of(manifest)) != Location.NOWHERE));
    }

    /** Whether all records of a disk are here; reads its pages, and no data. */
    boolean hasAllOf(ManifestId manifest) throws IOException {
        return parts.threads().read(inside(() -> {
            try {
                ManifestRoot root = parts.manifests().root(manifest);
                for (int r = 0; r < root.count(); r++) {
                    RegionPage page = parts.manifests().page(manifest, root, r);
                    for (int i = 0; i < page.count(); i++) {
                        if (parts.catalog().find(page.chunk(i).id()) == Location.NOWHERE) {
                            return false;
                        }
                    }
                }
                return true;
            } catch (BlockCorruptedException | NoSuchManifestException e) {
                return false;
            }
        }));
    }

    private static IOException named(IOException e) {
        return PackDirectory.isFull(e)
                ? new StoreFullException("The block store's disk is full: " + e.getMessage(), e)
                : e;
    }

    @Override
    public Optional<LineageId> lineage(ManifestId manifest) throws IOException {
        return parts.threads()
                .read(inside(() ->
                        Optional.ofNullable(parts.manifests().root(manifest).lineage())));
    }

    @Override
    public Stored hold(ManifestId manifest) throws IOException {
        return parts.threads().read(inside(() -> {
            Stored held = parts.catalog().hold(manifest);
            try {
                parts.manifests().root(manifest);
                return held;
            } catch (IOException | RuntimeException e) {
                held.close();
                throw e;
            }
        }));
    }

    @Override
    public long sizeBytes(ManifestId manifest) throws IOException {
        return parts.threads()
                .read(inside(() -> parts.manifests().root(manifest).sizeBytes()));
    }

    @Override
    public void read(ManifestId manifest, long offset, ByteBuffer into) throws IOException {
        parts.threads().read(inside(() -> {
            parts.manifests().read(manifest, offset, into);
            return manifest;
        }));
    }

    @Override
    public List<Extent> chunks(ManifestId manifest, long offset, long lengthBytes) throws IOException {
        return parts.threads().read(inside(() -> parts.manifests().chunks(manifest, offset, lengthBytes)));
    }

    @Override
    public List<Long> listBlocks(ManifestId manifest, long startIndex, int max) throws IOException {
        return parts.threads()
                .read(inside(() -> new BlockListing(parts.manifests()).blocks(manifest, startIndex, max)));
    }

    @Override
    public List<ChangedBlock> listChangedBlocks(ManifestId first, ManifestId second, long startIndex, int max)
            throws IOException {
        return parts.threads()
                .run(
                        "compare",
                        inside(() ->
                                new BlockComparison(parts.manifests(), first, second).changedBlocks(startIndex, max)));
    }

    @Override
    public Verification verify(ManifestId manifest, Progress progress) throws IOException {
        return parts.threads().run("verify", inside(() -> new Verifier(parts, manifest, progress).verify()));
    }

    @Override
    public Map<ManifestId, String> holders(Set<ManifestId> disks, Set<String> chunks) throws IOException {
        return parts.threads().run("search", inside(() -> new ChunkSearch(parts, chunks).among(disks)));
    }

    @Override
    public Collected collect(Supplier<Set<ManifestId>> live) throws IOException {
        return parts.threads().run("collect", inside(() -> {
            collecting.lock();
            try {
                return new Collector(parts).collect(live);
            } finally {
                collecting.unlock();
            }
        }));
    }

    @Override
    public Usage usage(Set<ManifestId> manifests) throws IOException {
        return parts.threads().run("usage", inside(() -> new UsageCount(parts).of(manifests)));
    }

    @Override
    public Usage shared(ManifestId manifest, Set<ManifestId> others) throws IOException {
        return parts.threads().run("usage", inside(() -> new UsageCount(parts).shared(manifest, others)));
    }

    @Override
    public long packBytes() {
        return parts.directory().totalBytes();
    }

    /** Whether nobody has begun to close it. */
    boolean isOpen() {
        return !parts.closing().get();
    }

    /** Keeps the store open while the work goes on, in the thread that does it. */
    private <T> Callable<T> inside(Callable<T> work) {
        return () -> {
            open.readLock().lock();
            try {
                parts.requireOpen();
                return work.call();
            } finally {
                open.readLock().unlock();
            }
        };
    }

    /** Stops running stores (their callers see an {@link IOException}), waits for what else runs, and closes. */
    @Override
    public void close() throws IOException {
        parts.closing().set(true);
        open.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            parts.threads().close();
            parts.reader().close();
            parts.catalog().close();
            parts.codec().close();
        } finally {
            lock.close();
            open.writeLock().unlock();
        }
    }
}
