package dev.origami.block;

/**
 * A 512 KiB block that differs between two disks, and whether it has a byte that is not zero in the first and in the
 * second.
 */
public record ChangedBlock(long index, boolean inFirst, boolean inSecond) {}
