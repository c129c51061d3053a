package dev.origami.command;

import dev.origami.block.Collected;
import dev.origami.block.ManifestId;
import dev.origami.operation.RecycleBin;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Gives back the space of blocks that nothing needs any more: what has been in the Recycle Bin for its time goes first. */
record Collection(Storage storage, Rules rules, RecycleBin recycleBin) {
    Collected run() throws IOException {
        storage.database().writing(recycleBin::empty);
        return storage.blocks().collect(this::live);
    }

    /** Every manifest that a snapshot, in the bin or not, or a volume needs. */
    private Set<ManifestId> live() {
        return storage.database().read(sql -> {
            Set<ManifestId> live = new HashSet<>(rules.snapshots().liveManifests(sql));
            live.addAll(rules.volumes().liveManifests(sql));
            return live;
        });
    }
}
