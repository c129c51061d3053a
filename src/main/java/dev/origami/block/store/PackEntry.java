package dev.origami.block.store;

/** A record in a pack, and where it lies. */
record PackEntry(ChunkId id, long location) {}
