package dev.origami.block.store;

import dev.origami.id.LineageId;

/** The same of disks that are encrypted. */
class SealedCrashTest extends CrashTest {
    @Override
    LineageId lineage() {
        return TestLimits.SEALED;
    }
}
