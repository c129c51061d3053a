package dev.origami.block;

/**
 * What a collection did.
 *
 * @param deletedPacks packs that held nothing live, or were rewritten, and are gone
 * @param rewrittenPacks of those, the mostly dead ones whose live chunks moved into another pack
 * @param freedBytes by how much the packs shrank
 * @param keptPacks packs that stay
 */
public record Collected(int deletedPacks, int rewrittenPacks, long freedBytes, int keptPacks) {}
