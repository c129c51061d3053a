package dev.origami.encryption;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.database.Database;
import dev.origami.id.LineageId;
import dev.origami.key.DataKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;

/**
 * The data keys of all lineages, opened when they are first needed and kept in memory. As on EC2 whoever has begun to
 * use a volume goes on with it when its account key is disabled; who may begin is for {@link Lineages#requireUsable}.
 */
public final class LineageKeys implements BlockKeys {
    private final Database database;
    private final DataKeys keys;
    private final Map<LineageId, SecretKey> opened = new ConcurrentHashMap<>();

    public LineageKeys(Database database, DataKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    @Override
    public SecretKey of(LineageId lineage) throws BlockKeyGoneException {
        SecretKey known = opened.get(lineage);
        if (known != null) {
            return known;
        }
        SecretKey key = database.read(sql -> LineageTable.find(sql, lineage)
                        .flatMap(found -> LineageTable.wrapped(sql, lineage)
                                .flatMap(wrapped -> keys.reopen(sql, wrapped, found.dataKeyId()))))
                .orElseThrow(() -> new BlockKeyGoneException(lineage, null));
        opened.put(lineage, key);
        return key;
    }
}
