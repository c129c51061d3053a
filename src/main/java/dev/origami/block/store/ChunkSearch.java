package dev.origami.block.store;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the disks that some chunks are part of. A page that disks share is looked through once. Used by one thread. */
final class ChunkSearch {
    private final StoreParts parts;
    private final Set<String> wanted;
    private final Set<ChunkId> without = new HashSet<>();

    ChunkSearch(StoreParts parts, Set<String> wanted) {
        this.parts = parts;
        this.wanted = wanted;
    }

    /** Those of the disks that have one, each with the first that was found; disks that are not stored have none. */
    Map<ManifestId, String> among(Set<ManifestId> disks) throws IOException {
        Map<ManifestId, String> found = new HashMap<>();
        for (ManifestId disk : disks) {
            parts.requireOpen();
            try {
                String chunk = in(disk);
                if (chunk != null) {
                    found.put(disk, chunk);
                }
            } catch (BlockCorruptedException e) {
                // What cannot be looked through is lost itself.
                found.put(disk, e.chunk());
            } catch (NoSuchManifestException e) {
                // Collected meanwhile.
            }
        }
        return found;
    }

    private @Nullable String in(ManifestId disk) throws IOException {
        if (wanted.contains(disk.hex())) {
            return disk.hex();
        }
        ManifestRoot root = parts.manifests().root(disk);
        for (int r = 0; r < root.count(); r++) {
            ChunkId id = root.page(r);
            if (without.contains(id)) {
                continue;
            }
            if (wanted.contains(id.hex())) {
                return id.hex();
            }
            RegionPage page = parts.manifests().page(disk, root, r);
            for (int i = 0; i < page.count(); i++) {
                String chunk = page.chunk(i).id().hex();
                if (wanted.contains(chunk)) {
                    return chunk;
                }
            }
            boolean _ = without.add(id);
        }
        return null;
    }
}
