package dev.origami.snapshot;

import java.util.BitSet;
import java.util.List;

/** Which slots of an upload's file hold an acknowledged block. Another may be written over. */
final class UploadSlots {
    private final BitSet taken = new BitSet();

    UploadSlots(List<UploadedBlock> blocks) {
        for (UploadedBlock block : blocks) {
            if (block.slot() != UploadedBlock.ZEROS) {
                taken.set(block.slot());
            }
        }
    }

    int take() {
        int slot = taken.nextClearBit(0);
        taken.set(slot);
        return slot;
    }

    void giveBack(int slot) {
        if (slot != UploadedBlock.ZEROS) {
            taken.clear(slot);
        }
    }
}
