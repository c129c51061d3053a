package dev.origami.block.store;

import dev.origami.block.BlockKeys;
import dev.origami.block.BlockPlace;
import dev.origami.block.BlockStore;
import dev.origami.block.ChangedBlock;
import dev.origami.block.Collected;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.Usage;
import dev.origami.block.Verification;
import dev.origami.config.BlockLimits;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The block stores of all places as one: what is read comes from a store that has it, since a manifest's id stands for
 * the same bytes in each; what is written goes where {@link #at} says. Blocks lie in a place's directory only, unless
 * the same ones were stored elsewhere too.
 */
public final class PlacedBlocks implements BlockStore {
    /** In its directory, a place has its blocks under this name. */
    private static final String BLOCKS = "blocks";

    private final LocalBlockStore common;
    private final Map<Path, LocalBlockStore> own = new LinkedHashMap<>();

    private PlacedBlocks(LocalBlockStore common) {
        this.common = common;
    }

    /**
     * Opens them all.
     *
     * @param directory the store of everything that has no place of its own
     * @param places the directories of places that have their own
     * @param keys of the encrypted disks, wherever they lie
     */
    public static PlacedBlocks open(Path directory, Collection<Path> places, BlockLimits limits, BlockKeys keys)
            throws IOException {
        PlacedBlocks all = new PlacedBlocks(LocalBlockStore.open(directory, limits, keys));
        try {
            for (Path place : places) {
                if (!all.own.containsKey(place)) {
                    all.own.put(place, LocalBlockStore.open(place.resolve(BLOCKS), limits, keys));
                }
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** The directories of places. */
    public Set<Path> places() {
        return Set.copyOf(own.keySet());
    }

    /** In which place's directory alone a disk lies; null when it lies where everything else does, or nowhere. */
    public @Nullable Path placeOf(ManifestId manifest) throws IOException {
        LocalBlockStore holder = holder(manifest);
        for (Map.Entry<Path, LocalBlockStore> one : own.entrySet()) {
            if (one.getValue().equals(holder)) {
                return one.getKey();
            }
        }
        return null;
    }

    @Override
    public BlockPlace at(@Nullable Path place) {
        return new At(this, place == null ? common : store(place));
    }

    private LocalBlockStore store(Path place) {
        LocalBlockStore store = own.get(place);
        if (store == null) {
            throw new IllegalArgumentException("no place has its blocks in " + place);
        }
        return store;
    }

    /**
     * A store that has the disk: the common one where none has, which will say so. A root alone proves nothing where two
     * have it: of a disk that was dead for a while, a collection may have left the root in a pack and taken the rest.
     */
    private LocalBlockStore holder(ManifestId manifest) throws IOException {
        if (own.isEmpty()) {
            return common;
        }
        List<LocalBlockStore> holders = new ArrayList<>();
        for (LocalBlockStore store : all()) {
            if (store.has(manifest)) {
                holders.add(store);
            }
        }
        if (holders.size() == 1) {
            return holders.getFirst();
        }
        for (LocalBlockStore store : holders) {
            if (store.hasAllOf(manifest)) {
                return store;
            }
        }
        return common;
    }

    private List<LocalBlockStore> all() {
        return Stream.concat(Stream.of(common), own.values().stream()).toList();
    }

    @Override
    public Stored store(@Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
            throws IOException {
        return at(null).store(parent, lineage, delta, progress);
    }

    @Override
    public Optional<LineageId> lineage(ManifestId manifest) throws IOException {
        return holder(manifest).lineage(manifest);
    }

    @Override
    public Stored hold(ManifestId manifest) throws IOException {
        return holder(manifest).hold(manifest);
    }

    @Override
    public long sizeBytes(ManifestId manifest) throws IOException {
        return holder(manifest).sizeBytes(manifest);
    }

    @Override
    public void read(ManifestId manifest, long offset, ByteBuffer into) throws IOException {
        holder(manifest).read(manifest, offset, into);
    }

    @Override
    public List<Extent> chunks(ManifestId manifest, long offset, long lengthBytes) throws IOException {
        return holder(manifest).chunks(manifest, offset, lengthBytes);
    }

    @Override
    public List<Long> listBlocks(ManifestId manifest, long startIndex, int max) throws IOException {
        return holder(manifest).listBlocks(manifest, startIndex, max);
    }

    /** Two disks of two stores are compared in that of the first, which gets what it lacks of the second. */
    @Override
    public List<ChangedBlock> listChangedBlocks(ManifestId first, ManifestId second, long startIndex, int max)
            throws IOException {
        LocalBlockStore holder = holder(first);
        try (Stored here = new At(this, holder).bring(second, Progress.NONE)) {
            return holder.listChangedBlocks(first, here.id(), startIndex, max);
        }
    }

    @Override
    public Verification verify(ManifestId manifest, Progress progress) throws IOException {
        return holder(manifest).verify(manifest, progress);
    }

    @Override
    public Map<ManifestId, String> holders(Set<ManifestId> disks, Set<String> chunks) throws IOException {
        Map<ManifestId, String> found = new HashMap<>();
        for (Map.Entry<LocalBlockStore, Set<ManifestId>> part : byHolder(disks).entrySet()) {
            found.putAll(part.getKey().holders(part.getValue(), chunks));
        }
        return found;
    }

    /** In each store what is live and lies there; the same disk in two stores stays in both. */
    @Override
    public Collected collect(Supplier<Set<ManifestId>> live) throws IOException {
        if (own.isEmpty()) {
            return common.collect(live);
        }
        Collected sum = new Collected(0, 0, 0, 0);
        for (LocalBlockStore store : all()) {
            Collected one = store.collect(() -> of(store, live.get()));
            sum = new Collected(
                    sum.deletedPacks() + one.deletedPacks(),
                    sum.rewrittenPacks() + one.rewrittenPacks(),
                    sum.freedBytes() + one.freedBytes(),
                    sum.keptPacks() + one.keptPacks());
        }
        return sum;
    }

    /** Those of the disks that lie in the store; of what lies nowhere, the common one is to say so. */
    private Set<ManifestId> of(LocalBlockStore store, Set<ManifestId> disks) {
        Set<ManifestId> there = new HashSet<>();
        try {
            for (ManifestId disk : disks) {
                if (holder(disk).equals(store) || (store.has(disk) && store.hasAllOf(disk))) {
                    there.add(disk);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return there;
    }

    @Override
    public Usage usage(Set<ManifestId> manifests) throws IOException {
        Usage sum = new Usage(0, 0, 0);
        for (Map.Entry<LocalBlockStore, Set<ManifestId>> part :
                byHolder(manifests).entrySet()) {
            Usage one = part.getKey().usage(part.getValue());
            sum = new Usage(
                    sum.nominalBytes() + one.nominalBytes(),
                    sum.chunkBytes() + one.chunkBytes(),
                    sum.packBytes() + one.packBytes());
        }
        return sum;
    }

    /** Disks of other stores have nothing in common with it. */
    @Override
    public Usage shared(ManifestId manifest, Set<ManifestId> others) throws IOException {
        LocalBlockStore holder = holder(manifest);
        return holder.shared(manifest, byHolder(others).getOrDefault(holder, Set.of()));
    }

    private Map<LocalBlockStore, Set<ManifestId>> byHolder(Set<ManifestId> disks) throws IOException {
        Map<LocalBlockStore, Set<ManifestId>> parts = new LinkedHashMap<>();
        for (ManifestId disk : disks) {
            boolean _ =
                    parts.computeIfAbsent(holder(disk), _ -> new HashSet<>()).add(disk);
        }
        return parts;
    }

    @Override
    public long packBytes() throws IOException {
        long bytes = common.packBytes();
        for (LocalBlockStore store : own.values()) {
            bytes += store.packBytes();
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (LocalBlockStore store : own.values()) {
            store.close();
        }
        common.close();
    }

    /** One of the stores, to be written to. */
    private record At(PlacedBlocks all, LocalBlockStore target) implements BlockPlace {
        @Override
        public Stored store(
                @Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
                throws IOException {
            if (parent == null) {
                return target.store(null, lineage, delta, progress);
            }
            try (Stored here = bring(parent, Progress.NONE)) {
                return target.store(here.id(), lineage, delta, progress);
            }
        }

        @Override
        public Stored bring(ManifestId manifest, Progress progress) throws IOException {
            LocalBlockStore source = all.holder(manifest);
            return source.equals(target) ? target.hold(manifest) : target.bring(source, manifest, progress);
        }
    }
}
