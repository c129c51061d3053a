package dev.origami.zone;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a region, a zone or an Outpost has of its own.
 *
 * @param blocks the directory of its block store; null: it uses that of what it is in
 * @param addresses what its public addresses are of, within 127.0.0.0/8, as {@code a.b.c.d/n}; null: likewise
 */
public record Place(@Nullable Path blocks, @Nullable String addresses) {
    static final Place NOTHING = new Place(null, null);

    Optional<Path> ownBlocks() {
        return Optional.ofNullable(blocks);
    }

    Optional<String> ownAddresses() {
        return Optional.ofNullable(addresses);
    }
}
