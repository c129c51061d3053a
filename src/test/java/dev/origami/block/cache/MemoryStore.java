package dev.origami.block.cache;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockStore;
import dev.origami.block.ChangedBlock;
import dev.origami.block.Collected;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.Usage;
import dev.origami.block.Verification;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Disks in memory, as chunks of random length with holes between them; counts what is read and held, and fails when told. */
final class MemoryStore implements BlockStore {
    static final int PAGE = 4096;

    private final Map<ManifestId, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<ManifestId, List<Extent>> chunks = new ConcurrentHashMap<>();
    final AtomicLong readBytes = new AtomicLong();
    final AtomicInteger held = new AtomicInteger();
    volatile long damagedOffset = -1;
    volatile boolean away;
    /** Of all disks; null: they are not encrypted. */
    volatile @Nullable LineageId lineage;

    /** A new disk whose name and content follow from the seed. */
    ManifestId add(int sizeBytes, int seed) {
        Random random = new Random(seed);
        byte[] content = new byte[sizeBytes];
        random.nextBytes(content);
        List<Extent> cut = new ArrayList<>();
        int at = 0;
        while (at < sizeBytes) {
            int length = Math.min(sizeBytes - at, (1 + random.nextInt(20)) * PAGE);
            if (random.nextInt(4) == 0) {
                Arrays.fill(content, at, at + length, (byte) 0);
            } else {
                cut.add(new Extent(at, length));
            }
            at += length;
        }
        ManifestId id = new ManifestId(String.format("%064x", seed));
        contents.put(id, content);
        chunks.put(id, cut);
        return id;
    }

    byte[] content(ManifestId manifest) {
        return Objects.requireNonNull(contents.get(manifest));
    }

    long dataBytes(ManifestId manifest) {
        return Objects.requireNonNull(chunks.get(manifest)).stream()
                .mapToLong(Extent::lengthBytes)
                .sum();
    }

    void remove(ManifestId manifest) {
        contents.remove(manifest);
    }

    private byte[] stored(ManifestId manifest) throws NoSuchManifestException {
        byte[] content = contents.get(manifest);
        if (content == null) {
            throw new NoSuchManifestException(manifest);
        }
        return content;
    }

    @Override
    public Stored hold(ManifestId manifest) throws IOException {
        stored(manifest);
        held.incrementAndGet();
        return new Stored() {
            @Override
            public ManifestId id() {
                return manifest;
            }

            @Override
            public void close() {
                held.decrementAndGet();
            }
        };
    }

    @Override
    public long sizeBytes(ManifestId manifest) throws IOException {
        return stored(manifest).length;
    }

    @Override
    public void read(ManifestId manifest, long offset, ByteBuffer into) throws IOException {
        if (away) {
            throw new IOException("the store is away");
        }
        if (damagedOffset >= offset && damagedOffset < offset + into.remaining()) {
            throw new BlockCorruptedException(manifest, damagedOffset, "chunk", "pack", "bits have rotted");
        }
        readBytes.addAndGet(into.remaining());
        into.put(stored(manifest), (int) offset, into.remaining());
    }

    @Override
    public List<Extent> chunks(ManifestId manifest, long offset, long lengthBytes) {
        return Objects.requireNonNull(chunks.get(manifest)).stream()
                .filter(chunk -> chunk.offset() < offset + lengthBytes && chunk.end() > offset)
                .toList();
    }

    @Override
    public Stored store(@Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LineageId> lineage(ManifestId manifest) {
        return Optional.ofNullable(lineage);
    }

    @Override
    public List<Long> listBlocks(ManifestId manifest, long startIndex, int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ChangedBlock> listChangedBlocks(ManifestId first, ManifestId second, long startIndex, int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Verification verify(ManifestId manifest, Progress progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<ManifestId, String> holders(Set<ManifestId> disks, Set<String> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collected collect(Supplier<Set<ManifestId>> live) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Usage usage(Set<ManifestId> manifests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Usage shared(ManifestId manifest, Set<ManifestId> others) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long packBytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
