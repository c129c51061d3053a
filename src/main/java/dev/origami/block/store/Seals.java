package dev.origami.block.store;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.id.LineageId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;

/** The seals of all lineages, each made when it is first needed and used while its data key is there. */
final class Seals {
    private final BlockKeys keys;
    private final Map<LineageId, LineageSeal> made = new ConcurrentHashMap<>();

    Seals(BlockKeys keys) {
        this.keys = keys;
    }

    LineageSeal of(LineageId lineage) throws BlockKeyGoneException {
        SecretKey dataKey = keys.of(lineage);
        LineageSeal known = made.get(lineage);
        if (known != null && known.isOf(dataKey)) {
            return known;
        }
        LineageSeal fresh = new LineageSeal(keys, lineage);
        made.put(lineage, fresh);
        return fresh;
    }
}
