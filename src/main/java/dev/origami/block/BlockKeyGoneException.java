package dev.origami.block;

import dev.origami.id.LineageId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Blocks are sealed under a key that nobody has any more. They are sound, and nobody will read them. */
public final class BlockKeyGoneException extends IOException {
    private static final long serialVersionUID = 1;

    public BlockKeyGoneException(LineageId lineage, @Nullable Throwable cause) {
        super("The key of the encrypted blocks of lineage " + lineage + " is gone", cause);
    }
}
