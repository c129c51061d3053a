package dev.origami.command;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockStore;
import dev.origami.block.cache.CacheFiles;
import dev.origami.block.cache.CachedExports;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.Config;
import dev.origami.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the service keeps things in: SQL, blocks, and the way of disks to machines. */
record Storage(
        Database database, BlockStore blocks, CacheFiles caches, NbdServer exports, DiskTools tools, Overlays overlays)
        implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    static Storage open(Path directory, Path runtime, InstantSource clock, Config config) throws IOException {
        Database database = Database.open(directory.resolve("origami.db"), config.database());
        BlockStore blocks = LocalBlockStore.open(Files.createDirectories(directory.resolve("blocks")), config.blocks());
        CacheFiles caches = new CacheFiles(
                blocks, Files.createDirectories(directory.resolve("caches")), config.caches(), clock, Storage::damaged);
        NbdServer exports = NbdServer.start(runtime.resolve("disks.sock"), new CachedExports(caches), config.exports());
        DiskTools tools = new DiskTools(runtime.resolve("tools"), config.tools());
        return new Storage(database, blocks, caches, exports, tools, new Overlays(tools));
    }

    @Override
    public void close() throws IOException {
        exports.close();
        tools.close();
        caches.close();
        blocks.close();
        database.close();
    }

    private static void damaged(BlockCorruptedException damage) {
        log.error("a block is damaged: {}", damage.getMessage());
    }
}
