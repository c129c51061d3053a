package dev.origami.operation;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockListener;
import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.database.Database;
import dev.origami.snapshot.Snapshots;
import dev.origami.volume.Volumes;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a block is found to be lost: every stored disk that has it is marked, and with it the snapshots and
 * images that are made of it. The mark goes when a check finds the disk sound.
 *
 * <p>All of it happens on one thread: whoever meets a loss does not wait, and a guest that reads it again and again
 * makes it known once.
 */
public final class BlockDamage implements BlockListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlockDamage.class);

    private final Database database;
    private final Snapshots snapshots;
    private final Volumes volumes;
    private final BlockStore blocks;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("block-damage").daemon().factory());
    /** Chunks whose disks are all marked. Of the one thread alone. */
    private final Set<String> marked = new HashSet<>();

    private interface Work {
        void run() throws IOException;
    }

    public BlockDamage(Database database, Snapshots snapshots, Volumes volumes, BlockStore blocks) {
        this.database = database;
        this.snapshots = snapshots;
        this.volumes = volumes;
        this.blocks = blocks;
    }

    /** Checks again what was damaged when the service ended: it may have been mended since. */
    public void start() {
        for (ManifestId disk : database.read(snapshots::damaged)) {
            check(disk);
        }
    }

    @Override
    public void damaged(BlockCorruptedException damage) {
        submit(() -> {
            boolean known = database.read(snapshots::damaged).contains(damage.manifest());
            if (known && marked.contains(damage.chunk())) {
                return;
            }
            log.error("A block is lost: {}", damage.getMessage());
            Set<ManifestId> disks = database.read(this::stored);
            // One that was stored a moment ago may not be recorded yet.
            disks.add(damage.manifest());
            Map<ManifestId, String> holders = blocks.holders(disks, Set.of(damage.chunk()));
            String place = "chunk " + damage.chunk() + " in pack " + damage.pack() + ": " + damage.fault();
            holders.keySet().forEach(disk -> mark(disk, place));
            boolean _ = marked.add(damage.chunk());
        });
    }

    @Override
    public void sound(ManifestId disk) {
        submit(() -> {
            if (database.write(transaction -> snapshots.sound(transaction, disk))) {
                log.info("Disk {} is sound again", disk);
                // What was lost of it may be lost again.
                marked.clear();
            }
        });
    }

    @Override
    public void stored(@Nullable ManifestId parent, ManifestId disk) {
        submit(() -> {
            Set<ManifestId> damaged = database.read(snapshots::damaged);
            if (damaged.contains(disk) || (parent != null && damaged.contains(parent))) {
                // It may share what its parent lost, or be what was lost, stored anew.
                check(disk);
            }
        });
    }

    /** Returns when all that was told before is recorded. */
    public void settle() throws InterruptedException {
        try {
            Future<?> done = thread.submit(() -> {});
            Object _ = done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<ManifestId> stored(Handle sql) {
        Set<ManifestId> disks = new HashSet<>(snapshots.liveManifests(sql));
        disks.addAll(volumes.liveManifests(sql));
        return disks;
    }

    private void check(ManifestId disk) {
        // The store tells what it finds.
        submit(() -> {
            var _ = blocks.verify(disk, Progress.NONE);
        });
    }

    private void mark(ManifestId disk, String place) {
        String message = "A block of its disk is lost: " + place;
        if (database.write(transaction -> snapshots.damaged(transaction, disk, message))) {
            log.error("Disk {} is damaged; its snapshots and images are in error", disk);
        }
    }

    private void submit(Work work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (IOException | RuntimeException e) {
                    log.error("What became of a stored disk could not be recorded", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("The service ends; the next one will meet the loss again");
        }
    }

    /** Waits for what is being recorded. */
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
