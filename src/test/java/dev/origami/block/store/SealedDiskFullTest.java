package dev.origami.block.store;

import dev.origami.id.LineageId;

/** The same of disks that are encrypted. */
class SealedDiskFullTest extends DiskFullTest {
    @Override
    LineageId lineage() {
        return TestLimits.SEALED;
    }
}
