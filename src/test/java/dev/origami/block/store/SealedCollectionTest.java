package dev.origami.block.store;

import dev.origami.id.LineageId;

/** The same of disks that are encrypted. */
class SealedCollectionTest extends CollectionTest {
    @Override
    LineageId lineage() {
        return TestLimits.SEALED;
    }
}
