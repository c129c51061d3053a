package dev.origami.block.store;

import dev.origami.block.Collected;
import dev.origami.block.ManifestId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One collection: marks what live and leased manifests refer to, deletes the packs that have none of it, and rewrites
 * those that have little. Takes a pack only while nobody leases it, nor has since the collection began: what a run has
 * come to refer to meanwhile was not marked.
 */
final class Collector {
    private static final int PERCENT = 100;

    private final StoreParts parts;
    private final Reachable reachable;
    private final Map<Integer, Long> liveBytes = new HashMap<>();
    private int deleted;
    private int rewritten;
    private long freedBytes;

    Collector(StoreParts parts) {
        this.parts = parts;
        reachable = new Reachable(parts);
    }

    Collected collect(Supplier<Set<ManifestId>> live) throws IOException {
        parts.catalog().beginCollection();
        try {
            // Only packs from before the marks: one that is begun later holds what was never looked at.
            Map<Integer, Long> candidates = parts.directory().lengths();
            mark(live.get());
            deleteDead(candidates.keySet());
            rewriteMostlyDead(candidates.keySet());
            parts.directory().sync();
        } finally {
            parts.catalog().endCollection();
        }
        return new Collected(
                deleted, rewritten, freedBytes, parts.directory().lengths().size());
    }

    private void mark(Set<ManifestId> live) throws IOException {
        // Asked after the live ones: a manifest that is recorded and released in between is seen here.
        Set<ManifestId> leased = new HashSet<>(parts.catalog().leasedManifests());
        for (ManifestId manifest : live) {
            reachable.add(manifest, this::count);
        }
        for (ManifestId manifest : leased) {
            // A run may have been given a parent that is not there, and be about to fail of it.
            if (parts.catalog().find(ChunkId.of(manifest)) != Location.NOWHERE) {
                reachable.add(manifest, this::count);
            }
        }
    }

    private void count(RecordKind kind, ChunkId id, long location, int rawBytes) throws IOException {
        liveBytes.merge(Location.pack(location), parts.reader().recordBytes(id, location), Long::sum);
    }

    private void deleteDead(Set<Integer> candidates) throws IOException {
        BitSet dead = new BitSet();
        for (int pack : candidates) {
            if (!liveBytes.containsKey(pack) && parts.catalog().condemn(pack, null)) {
                dead.set(pack);
            }
        }
        delete(dead);
    }

    private void delete(BitSet packs) throws IOException {
        parts.catalog().forget(packs);
        for (int pack = packs.nextSetBit(0); pack >= 0; pack = packs.nextSetBit(pack + 1)) {
            freedBytes += parts.directory().lengthOf(pack);
            parts.reader().forget(pack);
            parts.directory().delete(pack);
            deleted++;
        }
    }

    private void rewriteMostlyDead(Set<Integer> candidates) throws IOException {
        for (int pack : candidates) {
            parts.requireOpen();
            if (isMostlyDead(pack) && parts.catalog().condemn(pack, null)) {
                try {
                    rewrite(pack);
                } catch (IOException e) {
                    if (PackDirectory.isFull(e)) {
                        // What is dead is gone; the rest needs room for a while, and waits for the next time.
                        return;
                    }
                    throw e;
                }
            }
        }
    }

    private boolean isMostlyDead(int pack) {
        long live = liveBytes.getOrDefault(pack, 0L);
        long length = parts.directory().lengthOf(pack);
        return live > 0
                && length >= parts.limits().packBytes()
                && live * PERCENT < length * parts.limits().rewriteBelowLivePercent();
    }

    /** Moves a condemned pack's live records to another pack and deletes it; if that fails it stays as it was. */
    private void rewrite(int pack) throws IOException {
        Lease lease = parts.catalog().begin(null);
        RunPacks moved = new RunPacks(
                parts.catalog(),
                parts.directory(),
                parts.reader(),
                parts.threads(),
                lease,
                parts.limits().packBytes());
        try {
            for (PackEntry entry : contents(pack)) {
                if (reachable.contains(entry.location()) && parts.catalog().find(entry.id()) == entry.location()) {
                    moved.append(parts.reader().readPacked(entry.id()));
                }
            }
            moved.finish();
            BitSet gone = new BitSet();
            gone.set(pack);
            delete(gone);
            freedBytes -= liveBytes.getOrDefault(pack, 0L);
            rewritten++;
        } catch (UnsoundChunkException e) {
            // Not moved: the pack stays, so that what is unsound can be named by whoever reads it.
            moved.rollBack();
            parts.catalog().pardon(pack);
        } catch (IOException | RuntimeException e) {
            moved.rollBack();
            parts.catalog().pardon(pack);
            throw e;
        } finally {
            parts.catalog().end(lease);
        }
    }

    private List<PackEntry> contents(int pack) throws IOException {
        try (FileChannel channel = parts.directory().openToRead(pack)) {
            return PackContents.read(channel, pack, parts.codec()).entries();
        }
    }
}
