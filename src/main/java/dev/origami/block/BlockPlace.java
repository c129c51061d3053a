package dev.origami.block;

import dev.origami.id.LineageId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where new disks are to lie: the store of one place. They are read as all others are. */
public interface BlockPlace {
    /** As {@link BlockStore#store}, in this place; what it lacks of the parent is brought before. */
    Stored store(@Nullable ManifestId parent, @Nullable LineageId lineage, DiskDelta delta, Progress progress)
            throws IOException;

    /**
     * Makes a disk lie here too: moves what this place lacks of it, as it is packed elsewhere. All of it is durable on
     * return, and safe from collection until the lease is closed. It must be live or leased when this is called.
     *
     * @param progress of the bytes that are moved
     */
    Stored bring(ManifestId manifest, Progress progress) throws IOException;
}
