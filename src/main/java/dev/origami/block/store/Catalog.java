package dev.origami.block.store;

import dev.origami.block.ManifestId;
import dev.origami.block.Stored;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks there are and who needs them: the index, the leases and the packs that are being taken away, under one
 * lock. A chunk enters the index only after its bytes are durable, so whatever is found here may be referred to.
 */
final class Catalog {
    private final ChunkIndex index;
    private final PackDirectory packs;
    private final ArrayDeque<PackWriter> idleWriters = new ArrayDeque<>();
    private final Set<Lease> running = new HashSet<>();
    private final Map<ManifestId, Integer> held = new HashMap<>();
    /** Packs that are being taken away: chunks in them count as not there. */
    private final BitSet condemned = new BitSet();
    /** Records that were read and found unsound: they count as not there, so storing the chunk again mends it. */
    private final Set<Long> damaged = new HashSet<>();
    /** What was leased at any time since the running collection began. */
    private final BitSet retiredPacks = new BitSet();

    private final Set<ManifestId> retiredManifests = new HashSet<>();
    private boolean collecting;

    Catalog(ChunkIndex index, PackDirectory packs, Collection<PackWriter> writers) {
        this.index = index;
        this.packs = packs;
        idleWriters.addAll(writers);
    }

    synchronized Lease begin(@Nullable ManifestId parent) {
        Lease lease = new Lease(parent);
        running.add(lease);
        return lease;
    }

    /** Ends a run; the manifest that came of it is held until the result is closed. */
    synchronized Stored complete(Lease lease, ManifestId result) {
        Stored stored = hold(result);
        end(lease);
        return stored;
    }

    synchronized void end(Lease lease) {
        if (running.remove(lease) && collecting) {
            retiredPacks.or(lease.packs());
            ManifestId parent = lease.parent();
            if (parent != null) {
                retiredManifests.add(parent);
            }
        }
    }

    synchronized Stored hold(ManifestId manifest) {
        held.merge(manifest, 1, Integer::sum);
        AtomicBoolean open = new AtomicBoolean(true);
        return new Stored() {
            @Override
            public ManifestId id() {
                return manifest;
            }

            @Override
            public void close() {
                if (open.getAndSet(false)) {
                    release(manifest);
                }
            }
        };
    }

    private synchronized void release(ManifestId manifest) {
        held.computeIfPresent(manifest, (id, count) -> count == 1 ? null : count - 1);
        if (collecting) {
            retiredManifests.add(manifest);
        }
    }

    /** Where a chunk lies; {@link Location#NOWHERE} where there is none. */
    synchronized long find(ChunkId id) {
        return index.find(id);
    }

    /** Whether a chunk is there and can be referred to; if so its pack is leased. */
    synchronized boolean lease(ChunkId id, Lease lease) {
        long location = index.find(id);
        if (!usable(location)) {
            return false;
        }
        lease.packs().set(Location.pack(location));
        return true;
    }

    private boolean usable(long location) {
        return location != Location.NOWHERE && !condemned.get(Location.pack(location)) && !damaged.contains(location);
    }

    /**
     * Makes durable chunks known. Where a chunk has become known in the meantime that one stays, and is leased: the
     * run's manifest refers to it now. On a failure none is known.
     */
    synchronized void publish(List<PackEntry> entries, Lease lease) throws IOException {
        index.reserve(entries.size());
        for (PackEntry entry : entries) {
            long known = index.find(entry.id());
            if (usable(known)) {
                lease.packs().set(Location.pack(known));
            } else {
                index.put(entry.id(), entry.location());
            }
        }
    }

    /** Remembers that a record is unsound. */
    synchronized void markDamaged(long location) {
        damaged.add(location);
    }

    /** A pack to append to, for this run alone until it gives it back. */
    PackWriter takeWriter(Lease lease) throws IOException {
        int number;
        synchronized (this) {
            PackWriter idle = idleWriters.poll();
            if (idle != null) {
                lease.packs().set(idle.number());
                return idle;
            }
            // Leased before the file is there, so that no collection finds it without its owner.
            number = packs.newNumber();
            lease.packs().set(number);
        }
        return PackWriter.create(packs, number);
    }

    synchronized void giveBackWriter(PackWriter writer) {
        idleWriters.add(writer);
    }

    /** Begins a collection. */
    synchronized void beginCollection() {
        collecting = true;
        retiredPacks.clear();
        retiredManifests.clear();
    }

    synchronized void endCollection() {
        collecting = false;
    }

    /** The manifests that somebody leases, or has leased since the collection began. */
    synchronized Set<ManifestId> leasedManifests() {
        Set<ManifestId> leased = new HashSet<>(retiredManifests);
        leased.addAll(held.keySet());
        for (Lease lease : running) {
            ManifestId parent = lease.parent();
            if (parent != null) {
                leased.add(parent);
            }
        }
        return leased;
    }

    /**
     * Takes a pack out of use, unless a run (but the given one) leases it or has leased it since the collection began.
     * From then on no chunk of it is found there to be referred to; reads go on.
     */
    synchronized boolean condemn(int pack, @Nullable Lease except) throws IOException {
        if (collecting && retiredPacks.get(pack)) {
            return false;
        }
        for (Lease lease : running) {
            if (lease != except && lease.packs().get(pack)) {
                return false;
            }
        }
        for (PackWriter writer : List.copyOf(idleWriters)) {
            if (writer.number() == pack) {
                idleWriters.remove(writer);
                writer.close();
            }
        }
        condemned.set(pack);
        return true;
    }

    /** Takes a condemned pack back into use. */
    synchronized void pardon(int pack) {
        condemned.clear(pack);
    }

    /** Forgets every chunk that lies in the condemned packs named; nothing finds them any more. */
    synchronized void forget(BitSet gone) {
        index.removeIf(location -> gone.get(Location.pack(location)));
        damaged.removeIf(location -> gone.get(Location.pack(location)));
        condemned.andNot(gone);
    }

    /** Closes the writers and the index; the index is trusted next time if the packs are as they are now. */
    synchronized void close() throws IOException {
        for (PackWriter writer : idleWriters) {
            writer.close();
        }
        index.closeClean(packs.digest());
    }
}
