package dev.origami.block.store;

import dev.origami.block.ManifestId;
import java.io.IOException;

/** The records that manifests refer to, each told once however many of them do. Used by one thread. */
final class Reachable {
    /** Hears of records. */
    interface Visitor {
        void record(RecordKind kind, ChunkId id, long location, int rawBytes) throws IOException;
    }

    private final StoreParts parts;
    private final LocationSet seen = new LocationSet();

    Reachable(StoreParts parts) {
        this.parts = parts;
    }

    boolean contains(long location) {
        return seen.contains(location);
    }

    /**
     * Adds what a manifest refers to, and tells what is new of it. A chunk that no pack has is passed over: it takes no
     * space. A page that cannot be read is an error, since what it refers to cannot be known.
     */
    void add(ManifestId manifest, Visitor visitor) throws IOException {
        ManifestRoot root = parts.manifests().root(manifest);
        if (!visit(RecordKind.ROOT, ChunkId.of(manifest), root.encodedBytes(), visitor)) {
            return;
        }
        for (int r = 0; r < root.count(); r++) {
            parts.requireOpen();
            RegionPage page = parts.manifests().page(manifest, root, r);
            if (visit(RecordKind.PAGE, root.page(r), page.encodedBytes(), visitor)) {
                for (int i = 0; i < page.count(); i++) {
                    ChunkRef chunk = page.chunk(i);
                    visit(RecordKind.CHUNK, chunk.id(), chunk.bytes(), visitor);
                }
            }
        }
    }

    private boolean visit(RecordKind kind, ChunkId id, int rawBytes, Visitor visitor) throws IOException {
        long location = parts.catalog().find(id);
        if (location == Location.NOWHERE || !seen.add(location)) {
            return false;
        }
        visitor.record(kind, id, location, rawBytes);
        return true;
    }
}
