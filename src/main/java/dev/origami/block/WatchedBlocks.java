package dev.origami.block;

import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A block store whose losses are told, whoever meets them: a guest, a client, the storing of a child, a check. */
public final class WatchedBlocks implements BlockStore {
    private final BlockStore store;
    private volatile @Nullable BlockListener listener;

    public WatchedBlocks(BlockStore store) {
        this.store = store;
    }

    /** From now on this one hears; set once, before anything is read. */
    public void listen(BlockListener hearing) {
        listener = hearing;
    }

    @Override
    public BlockPlace at(@Nullable Path place) {
        BlockPlace watched = store.at(place);
        return new BlockPlace() {
            @Override
            public Stored store(
                    @Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
                    throws IOException {
                return stored(parent, told(() -> watched.store(parent, lineage, delta, progress)));
            }

            @Override
            public Stored bring(ManifestId manifest, Progress progress) throws IOException {
                return told(() -> watched.bring(manifest, progress));
            }
        };
    }

    @Override
    public Stored store(@Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
            throws IOException {
        return stored(parent, told(() -> store.store(parent, lineage, delta, progress)));
    }

    private Stored stored(@Nullable ManifestId parent, Stored stored) {
        BlockListener hearing = listener;
        if (hearing != null) {
            hearing.stored(parent, stored.id());
        }
        return stored;
    }

    @Override
    public Optional<LineageId> lineage(ManifestId manifest) throws IOException {
        return told(() -> store.lineage(manifest));
    }

    @Override
    public Stored hold(ManifestId manifest) throws IOException {
        return told(() -> store.hold(manifest));
    }

    @Override
    public long sizeBytes(ManifestId manifest) throws IOException {
        return told(() -> store.sizeBytes(manifest));
    }

    @Override
    public void read(ManifestId manifest, long offset, ByteBuffer into) throws IOException {
        boolean _ = told(() -> {
            store.read(manifest, offset, into);
            return true;
        });
    }

    @Override
    public List<Extent> chunks(ManifestId manifest, long offset, long lengthBytes) throws IOException {
        return told(() -> store.chunks(manifest, offset, lengthBytes));
    }

    @Override
    public List<Long> listBlocks(ManifestId manifest, long startIndex, int max) throws IOException {
        return told(() -> store.listBlocks(manifest, startIndex, max));
    }

    @Override
    public List<ChangedBlock> listChangedBlocks(ManifestId first, ManifestId second, long startIndex, int max)
            throws IOException {
        return told(() -> store.listChangedBlocks(first, second, startIndex, max));
    }

    @Override
    public Verification verify(ManifestId manifest, Progress progress) throws IOException {
        Verification found = told(() -> store.verify(manifest, progress));
        BlockListener hearing = listener;
        if (hearing != null) {
            if (found.sound()) {
                hearing.sound(manifest);
            }
            for (Verification.Unsound unsound : found.unsound()) {
                hearing.damaged(new BlockCorruptedException(
                        manifest, unsound.extent().offset(), unsound.chunk(), unsound.pack(), unsound.fault()));
            }
        }
        return found;
    }

    @Override
    public Map<ManifestId, String> holders(Set<ManifestId> disks, Set<String> chunks) throws IOException {
        return store.holders(disks, chunks);
    }

    @Override
    public Collected collect(Supplier<Set<ManifestId>> live) throws IOException {
        return told(() -> store.collect(live));
    }

    @Override
    public Usage usage(Set<ManifestId> manifests) throws IOException {
        return told(() -> store.usage(manifests));
    }

    @Override
    public Usage shared(ManifestId manifest, Set<ManifestId> others) throws IOException {
        return told(() -> store.shared(manifest, others));
    }

    @Override
    public long packBytes() throws IOException {
        return store.packBytes();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private <T> T told(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (BlockCorruptedException e) {
            BlockListener hearing = listener;
            if (hearing != null) {
                hearing.damaged(e);
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }
}
