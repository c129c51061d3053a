package dev.origami.id;

/**
 * A lineage of encrypted blocks: volumes and snapshots whose blocks are sealed under one data key. The number lies in
 * the records of those blocks, and is never given again.
 *
 * @param number from 1 on
 */
public record LineageId(int number) {
    public LineageId {
        if (number <= 0) {
            throw new IllegalArgumentException("Not a lineage: " + number);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
