package dev.origami.block.store;

/** A chunk in its place: which grains of a region it holds. */
record ChunkRef(int firstGrain, int grains, ChunkId id) {
    int endGrain() {
        return firstGrain + grains;
    }

    int bytes() {
        return grains * Grains.GRAIN_BYTES;
    }
}
