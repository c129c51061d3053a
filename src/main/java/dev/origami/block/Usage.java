package dev.origami.block;

/**
 * What a set of disks takes, each chunk counted once however many of them have it.
 *
 * @param nominalBytes the sum of the disks' sizes
 * @param chunkBytes distinct chunks, before compression
 * @param packBytes what those and the manifests take in the packs
 */
public record Usage(long nominalBytes, long chunkBytes, long packBytes) {}
