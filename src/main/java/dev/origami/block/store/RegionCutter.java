package dev.origami.block.store;

import java.io.IOException;
import java.util.BitSet;

/**
 * Cuts one region of a disk into chunks, reading only what changed and the chunks beside it. The cut is the one that
 * cutting the whole region would give: while grains are read in order, all that the rule remembers is how long the
 * chunk in progress is. So where a chunk begins in the old cut and in the new one at the same grain, everything after
 * it is the same up to the next change.
 */
final class RegionCutter {
    /** Where the region's bytes come from. */
    interface Source {
        /** Reads changed grains to their place in the region's buffer. */
        void readChanged(int firstGrain, int grains, byte[] region) throws IOException;

        /** Reads a chunk of the parent to the beginning of a buffer. */
        void readParent(ChunkRef chunk, byte[] into) throws IOException;
    }

    /** Hears of the region's chunks, ascending. */
    interface Sink {
        void kept(ChunkRef chunk);

        void fresh(int firstGrain, int grains);
    }

    private final BorderRule rule = new BorderRule();
    private final byte[] parentChunk = new byte[Grains.MAX_CHUNK_BYTES];
    private final BitSet loaded = new BitSet(Grains.REGION_GRAINS);

    private byte[] buffer = new byte[0];
    private RegionPage old = RegionPage.EMPTY;
    private BitSet changed = new BitSet();
    private int grains;

    /**
     * Cuts a region.
     *
     * @param regionGrains how many grains of the region the disk has
     * @param parentPage the region's chunks before the change
     * @param changedGrains the grains that changed
     * @param region a buffer of a region's size; fresh chunks lie in it at their places
     */
    void cut(int regionGrains, RegionPage parentPage, BitSet changedGrains, byte[] region, Source source, Sink sink)
            throws IOException {
        grains = regionGrains;
        old = parentPage;
        changed = changedGrains;
        buffer = region;
        loaded.clear();
        // Before `settled` all is told, and at it the old cut and the new one are in the same state.
        int settled = 0;
        int next = 0;
        for (int change = changed.nextSetBit(0); change >= 0; change = changed.nextSetBit(settled)) {
            int from = Math.max(settled, restart(change));
            next = keep(next, settled, from, sink);
            settled = recut(from, change, source, sink);
        }
        keep(next, settled, Grains.REGION_GRAINS, sink);
    }

    /** Tells the old chunks that begin between two grains; returns the first that begins after them. */
    private int keep(int next, int from, int until, Sink sink) {
        int i = next;
        while (i < old.count() && old.firstGrain(i) < until) {
            if (old.firstGrain(i) >= from) {
                sink.kept(old.chunk(i));
            }
            i++;
        }
        return i;
    }

    /**
     * The grain to cut from: the begin of the old chunk that holds the grain before the change. That chunk may have
     * ended only because the changed grain was zero, and may grow now.
     */
    private int restart(int change) {
        int before = change == 0 ? -1 : old.find(change - 1);
        return before < 0 ? change : old.firstGrain(before);
    }

    /** Cuts from a grain on, past a change, until both cuts are in the same state; returns that grain. */
    private int recut(int from, int change, Source source, Sink sink) throws IOException {
        int begin = from;
        int grain = from;
        while (grain < grains) {
            if (grain > change && !changed.get(grain)) {
                int chunk = old.find(grain);
                if (chunk < 0) {
                    tell(begin, grain, sink);
                    return grain;
                }
                if (begin == grain && old.firstGrain(chunk) == grain) {
                    return grain;
                }
            }
            load(grain, source);
            int offset = grain * Grains.GRAIN_BYTES;
            if (BorderRule.isZero(buffer, offset)) {
                tell(begin, grain, sink);
                begin = grain + 1;
            } else if (grain + 1 - begin == Grains.MAX_CHUNK_GRAINS || rule.endsAfter(buffer, offset)) {
                tell(begin, grain + 1, sink);
                begin = grain + 1;
            }
            grain++;
        }
        tell(begin, grains, sink);
        return grains;
    }

    private static void tell(int begin, int end, Sink sink) {
        if (begin < end) {
            sink.fresh(begin, end - begin);
        }
    }

    private void load(int grain, Source source) throws IOException {
        if (loaded.get(grain)) {
            return;
        }
        if (changed.get(grain)) {
            int end = Math.min(grains, changed.nextClearBit(grain));
            source.readChanged(grain, end - grain, buffer);
            loaded.set(grain, end);
            return;
        }
        int index = old.find(grain);
        if (index < 0) {
            throw new IllegalStateException("Grain " + grain + " is neither changed nor data of the parent");
        }
        ChunkRef chunk = old.chunk(index);
        source.readParent(chunk, parentChunk);
        for (int i = grain; i < chunk.endGrain(); i++) {
            if (!changed.get(i) && !loaded.get(i)) {
                System.arraycopy(
                        parentChunk,
                        (i - chunk.firstGrain()) * Grains.GRAIN_BYTES,
                        buffer,
                        i * Grains.GRAIN_BYTES,
                        Grains.GRAIN_BYTES);
                loaded.set(i);
            }
        }
    }
}
