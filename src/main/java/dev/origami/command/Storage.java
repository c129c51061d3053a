package dev.origami.command;

import dev.origami.block.Backing;
import dev.origami.block.BlockKeys;
import dev.origami.block.ManifestId;
import dev.origami.block.WatchedBlocks;
import dev.origami.block.cache.PlacedCaches;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.PlacedBlocks;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.Config;
import dev.origami.database.Database;
import dev.origami.encryption.LineageKeys;
import dev.origami.instance.identity.InstanceIdentity;
import dev.origami.key.DataKeys;
import dev.origami.zone.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** What the service keeps things in: SQL, blocks, the way of disks to machines, and what it signs for instances with. */
record Storage(
        Database database,
        WatchedBlocks blocks,
        PlacedCaches caches,
        NbdServer exports,
        DiskTools tools,
        Overlays overlays,
        BlockKeys keys,
        InstanceIdentity identity)
        implements AutoCloseable {
    static Storage open(
            Path directory, Path runtime, Places places, DataKeys dataKeys, InstantSource clock, Config config)
            throws IOException {
        Database database = Database.open(directory.resolve("origami.db"), config.database());
        BlockKeys keys = new LineageKeys(database, dataKeys);
        PlacedBlocks placed = PlacedBlocks.open(directory.resolve("blocks"), places.blocks(), config.blocks(), keys);
        WatchedBlocks blocks = new WatchedBlocks(placed);
        PlacedCaches caches =
                PlacedCaches.open(blocks, keys, placed, directory.resolve("caches"), config.caches(), clock);
        NbdServer exports = NbdServer.start(runtime.resolve("disks.sock"), caches, config.exports());
        DiskTools tools = new DiskTools(runtime.resolve("tools"), config.tools());
        return new Storage(
                database,
                blocks,
                caches,
                exports,
                tools,
                new Overlays(tools, keys),
                keys,
                new InstanceIdentity(directory, clock));
    }

    /** Where QEMU reads a disk of the block store. */
    Backing base(ManifestId manifest) {
        return new Backing.Export(exports.socket(), manifest.hex());
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
