package dev.origami.block.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The packs that one run writes. Chunks become known to other runs pack by pack, after their bytes are durable; if the
 * run fails, what nobody else has come to refer to is taken back. {@link #claim} is safe for many threads, the rest for
 * the run's own.
 */
final class RunPacks {
    private final Catalog catalog;
    private final PackDirectory directory;
    private final PackReader reader;
    private final BlockThreads threads;
    private final Lease lease;
    private final long packBytes;
    /** Chunks that this run has taken upon itself to append, and that are not published yet. */
    private final Set<ChunkId> claimed = ConcurrentHashMap.newKeySet();
    /** Packs in which only this run has written. */
    private final List<Integer> begun = new ArrayList<>();

    private @Nullable PackWriter writer;
    /** The last full pack, while it is made durable beside the work that goes on. */
    private @Nullable Sealing sealing;

    private record Sealing(PackWriter pack, Future<PackWriter> durable) {}

    RunPacks(
            Catalog catalog,
            PackDirectory directory,
            PackReader reader,
            BlockThreads threads,
            Lease lease,
            long packBytes) {
        this.catalog = catalog;
        this.directory = directory;
        this.reader = reader;
        this.threads = threads;
        this.lease = lease;
        this.packBytes = packBytes;
    }

    /** Whether the caller must see to it that this chunk is appended: nobody has it, and no one else was told so. */
    boolean claim(ChunkId id) {
        return !claimed.contains(id) && !catalog.lease(id, lease) && claimed.add(id);
    }

    void append(Codec.Packed packed) throws IOException {
        PackWriter open = writer;
        if (open == null) {
            open = catalog.takeWriter(lease);
            writer = open;
            if (open.isEmpty()) {
                begun.add(open.number());
            }
        }
        open.append(packed.header(), packed.payload());
        if (open.bytes() >= packBytes) {
            open.seal();
            settleSealing();
            PackWriter full = open;
            writer = null;
            sealing = new Sealing(full, threads.sync(() -> {
                full.sync();
                return full;
            }));
        }
    }

    /** Makes everything durable and known. */
    void finish() throws IOException {
        settleSealing();
        PackWriter open = writer;
        if (open != null) {
            open.sync();
            publish(open);
            writer = null;
            catalog.giveBackWriter(open);
        }
    }

    private void settleSealing() throws IOException {
        Sealing full = sealing;
        if (full != null) {
            publish(BlockThreads.await(full.durable));
            sealing = null;
            full.pack.close();
        }
    }

    private void publish(PackWriter open) throws IOException {
        List<PackEntry> entries = open.uncommitted();
        catalog.publish(entries, lease);
        open.commit();
        entries.forEach(entry -> claimed.remove(entry.id()));
    }

    /** Takes back what is not published. */
    void rollBack() throws IOException {
        Sealing full = sealing;
        PackWriter open = writer;
        sealing = null;
        writer = null;
        if (full != null) {
            BlockThreads.quiesce(full.durable);
        }
        try {
            if (full != null) {
                rollBack(full.pack);
            }
        } finally {
            if (open != null) {
                rollBack(open);
            }
        }
    }

    private void rollBack(PackWriter open) throws IOException {
        try {
            open.rollback();
        } catch (IOException e) {
            // Where its end is cannot be told any more: nothing may be appended to it.
            open.close();
            throw e;
        }
        if (open.isEmpty()) {
            open.close();
            directory.delete(open.number());
        } else {
            catalog.giveBackWriter(open);
        }
    }

    /** Gives back the space of a run that failed: all of it, but for packs that others have come to refer to. */
    void abandon() throws IOException {
        try {
            rollBack();
        } finally {
            BitSet gone = new BitSet();
            for (int pack : begun) {
                if (catalog.condemn(pack, lease)) {
                    gone.set(pack);
                }
            }
            catalog.forget(gone);
            for (int pack : begun) {
                if (gone.get(pack)) {
                    reader.forget(pack);
                    directory.delete(pack);
                }
            }
        }
    }
}
