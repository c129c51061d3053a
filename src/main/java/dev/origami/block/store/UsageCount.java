package dev.origami.block.store;

import dev.origami.block.ManifestId;
import dev.origami.block.Usage;
import java.io.IOException;
import java.util.Set;

/** Counts what disks take, alone and together. */
final class UsageCount {
    private final StoreParts parts;
    private long nominalBytes;
    private long chunkBytes;
    private long packBytes;

    UsageCount(StoreParts parts) {
        this.parts = parts;
    }

    Usage of(Set<ManifestId> manifests) throws IOException {
        Reachable reachable = new Reachable(parts);
        for (ManifestId manifest : manifests) {
            nominalBytes += parts.manifests().root(manifest).sizeBytes();
            reachable.add(manifest, this::count);
        }
        return new Usage(nominalBytes, chunkBytes, packBytes);
    }

    Usage shared(ManifestId manifest, Set<ManifestId> others) throws IOException {
        Reachable ofOthers = new Reachable(parts);
        for (ManifestId other : others) {
            ofOthers.add(other, (kind, id, location, rawBytes) -> {});
        }
        new Reachable(parts).add(manifest, (kind, id, location, rawBytes) -> {
            if (ofOthers.contains(location)) {
                count(kind, id, location, rawBytes);
            }
        });
        return new Usage(parts.manifests().root(manifest).sizeBytes(), chunkBytes, packBytes);
    }

    private void count(RecordKind kind, ChunkId id, long location, int rawBytes) throws IOException {
        packBytes += parts.reader().recordBytes(id, location);
        if (kind == RecordKind.CHUNK) {
            chunkBytes += rawBytes;
        }
    }
}
