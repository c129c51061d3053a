package dev.origami.command;

import dev.origami.block.BlockKeys;
import dev.origami.block.WatchedBlocks;
import dev.origami.block.cache.CacheFiles;
import dev.origami.block.cache.CachedExports;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.Config;
import dev.origami.database.Database;
import dev.origami.encryption.LineageKeys;
import dev.origami.key.DataKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** What the service keeps things in: SQL, blocks, and the way of disks to machines. */
record Storage(
        Database database,
        WatchedBlocks blocks,
        CacheFiles caches,
        NbdServer exports,
        DiskTools tools,
        Overlays overlays,
        BlockKeys keys)
        implements AutoCloseable {
    static Storage open(Path directory, Path runtime, DataKeys dataKeys, InstantSource clock, Config config)
            throws IOException {
        Database database = Database.open(directory.resolve("origami.db"), config.database());
        BlockKeys keys = new LineageKeys(database, dataKeys);
        WatchedBlocks blocks = new WatchedBlocks(
                LocalBlockStore.open(Files.createDirectories(directory.resolve("blocks")), config.blocks(), keys));
        CacheFiles caches = new CacheFiles(
                blocks, keys, Files.createDirectories(directory.resolve("caches")), config.caches(), clock);
        NbdServer exports = NbdServer.start(runtime.resolve("disks.sock"), new CachedExports(caches), config.exports());
        DiskTools tools = new DiskTools(runtime.resolve("tools"), config.tools());
        return new Storage(database, blocks, caches, exports, tools, new Overlays(tools), keys);
    }

    @Override
    public void close() throws IOException {
        exports.close();
        tools.close();
        caches.close();
        blocks.close();
        database.close();
    }
}
