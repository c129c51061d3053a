package dev.origami.block;

import dev.origami.id.LineageId;
import javax.crypto.SecretKey;

/** Where the keys are that blocks are sealed under. Whether somebody may use one was asked before. */
public interface BlockKeys {
    /** Of a store without sealed blocks. */
    BlockKeys NONE = lineage -> {
        throw new BlockKeyGoneException(lineage, null);
    };

    /**
     * The secret of a lineage, 256 bits: what its chunks, cache files and overlays are sealed with is derived from it.
     *
     * @throws BlockKeyGoneException when there is none any more: what was sealed under it is lost
     */
    SecretKey of(LineageId lineage) throws BlockKeyGoneException;
}
