package dev.origami.block.cache;

import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.nbd.NbdDisk;
import dev.origami.block.nbd.NbdExports;
import dev.origami.block.store.PlacedBlocks;
import dev.origami.config.CacheLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The cache files of all places, each disk's where its blocks lie, and the exports that are read through them. */
public final class PlacedCaches implements NbdExports, Closeable {
    /** In its directory, a place has its cache files under this name. */
    private static final String CACHES = "caches";

    private final PlacedBlocks places;
    private final CacheFiles common;
    private final Map<Path, CacheFiles> own = new LinkedHashMap<>();

    private PlacedCaches(PlacedBlocks places, CacheFiles common) {
        this.places = places;
        this.common = common;
    }

    /**
     * Opens them all.
     *
     * @param blocks what they are filled from: those of the places, by whichever way
     * @param directory of those that have no place of their own
     */
    public static PlacedCaches open(
            BlockStore blocks,
            BlockKeys keys,
            PlacedBlocks places,
            Path directory,
            CacheLimits limits,
            InstantSource clock)
            throws IOException {
        PlacedCaches all = new PlacedCaches(
                places, new CacheFiles(blocks, keys, Files.createDirectories(directory), limits, clock));
        try {
            for (Path place : places.places()) {
                Path own = Files.createDirectories(place.resolve(CACHES));
                all.own.put(place, new CacheFiles(blocks, keys, own, limits, clock));
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private CacheFiles of(ManifestId manifest) throws IOException {
        Path place = places.placeOf(manifest);
        return place == null ? common : own.getOrDefault(place, common);
    }

    /** As {@link CacheFiles#verify}. */
    public List<Extent> verify(ManifestId manifest, Progress progress) throws IOException {
        return of(manifest).verify(manifest, progress);
    }

    @Override
    public Optional<NbdDisk> open(String name) throws IOException {
        return new CachedExports(CachedExports.isName(name) ? of(new ManifestId(name)) : common).open(name);
    }

    @Override
    public List<String> names() {
        return Stream.concat(Stream.of(common), own.values().stream())
                .flatMap(caches -> new CachedExports(caches).names().stream())
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (CacheFiles caches : own.values()) {
            caches.close();
        }
        common.close();
    }
}
