package dev.origami.operation;

import dev.origami.block.DiskChain;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.StoreFullException;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.id.LineageId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.machine.Machines.NewOverlay;
import dev.origami.operation.SnapshotSet.Part;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.volume.Overlay;
import dev.origami.volume.VolumeCopies;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.workflow.StepFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pieces of which every snapshot is made: freeze the volumes at one moment, store what was frozen while guests go
 * on, tidy up. Each piece may be done twice.
 */
public final class SnapshotSets {
    private static final Logger log = LoggerFactory.getLogger(SnapshotSets.class);

    private final Database database;
    private final Snapshots snapshots;
    private final Volumes volumes;
    private final VolumeCopies copies;
    private final VolumeDisks disks;
    private final SealVolume sealVolume;
    private final Machines machines;
    private final VolumeLimits limits;

    public SnapshotSets(
            Database database,
            Snapshots snapshots,
            Volumes volumes,
            VolumeDisks disks,
            SealVolume sealVolume,
            Machines machines,
            VolumeLimits limits) {
        this.database = database;
        this.snapshots = snapshots;
        this.volumes = volumes;
        this.copies = new VolumeCopies(volumes);
        this.disks = disks;
        this.sealVolume = sealVolume;
        this.machines = machines;
        this.limits = limits;
    }

    /**
     * Freezes all volumes of the set at one moment: from then on their writes go to new overlays. The new overlays are
     * recorded before any machine uses them, so after a crash the newest recorded one is always the live one.
     */
    void freeze(SnapshotSet set) throws IOException, MachineException, InterruptedException {
        for (Part part : set.parts()) {
            // What no machine has opened yet has no file, and a frozen overlay must have one.
            DiskChain _ = disks.open(part.volume());
        }
        database.writing(transaction -> set.parts().forEach(part -> freeze(transaction, part)));
        List<NewOverlay> overlays = new ArrayList<>();
        for (Part part : set.parts()) {
            DiskChain chain = disks.open(part.volume());
            overlays.add(new NewOverlay(part.volume(), chain.live(), chain.lineage()));
        }
        InstanceId instance = set.instance();
        if (instance != null && machines.state(instance) != MachineState.GONE) {
            Duration pause = machines.freeze(instance, overlays);
            log.info("{} stood still for {} ms", instance, pause.toMillis());
        }
    }

    /** Stores what was frozen; each snapshot, and each copy, is complete as soon as its volume is in the block store. */
    void store(SnapshotSet set) throws IOException, StepFailedException {
        for (Part part : set.parts()) {
            try {
                disks.store(part.volume(), part.snapshot(), new Recording());
                requireStored(part.snapshot());
            } catch (StoreFullException e) {
                throw new StepFailedException(
                        "Server.InsufficientStorage",
                        "There is no space left to store " + part.snapshot() + ": " + e.getMessage());
            }
        }
    }

    private void requireStored(SnapshotId id) {
        Optional<Snapshot> snapshot = database.read(sql -> snapshots.find(sql, id));
        boolean awaited = database.read(sql -> copies.isAwaited(sql, id));
        if (awaited || (snapshot.isPresent() && snapshot.get().state() instanceof SnapshotState.Pending)) {
            throw new IllegalStateException("nothing was frozen for " + id);
        }
    }

    /** The snapshots and copies that are not complete never will be. */
    void fail(SnapshotSet set, String reason) {
        database.writing(transaction -> set.parts().forEach(part -> {
            boolean _ = snapshots.fail(transaction, part.snapshot(), reason);
            copies.notCopied(transaction, part.snapshot());
        }));
    }

    /**
     * Gives back what is no longer needed: overlays that the store has replaced, and volumes whose deletion waited for
     * their snapshots. What fails here is tried again after the next snapshot, and when the machine ends.
     */
    void tidy(SnapshotSet set) throws InterruptedException {
        for (Part part : set.parts()) {
            try {
                disks.deleteIfUnused(part.volume());
                shorten(set.instance(), part.volume());
            } catch (IOException | MachineException e) {
                log.warn("the overlays of {} stay for now", part.volume(), e);
            }
        }
    }

    private void freeze(Transaction transaction, Part part) {
        Stream<Overlay> earlier = Stream.concat(
                volumes.chain(transaction.sql(), part.volume()).frozen().stream(),
                volumes.replaced(transaction.sql(), part.volume()).stream());
        if (earlier.noneMatch(overlay -> part.snapshot().equals(overlay.frozenFor()))) {
            Overlay _ = volumes.freeze(transaction, part.volume(), part.snapshot());
        }
    }

    private void shorten(@Nullable InstanceId instance, VolumeId volume)
            throws IOException, MachineException, InterruptedException {
        if (instance == null || machines.state(instance) == MachineState.GONE) {
            disks.removeReplaced(volume);
        } else if (disks.replaced(volume) >= limits.overlayDepth()) {
            DiskChain chain = disks.chain(volume);
            machines.rebase(instance, volume, chain);
            disks.removeReplaced(volume);
        }
    }

    /** A snapshot is complete when its overlay is stored, by whichever run that is. */
    private final class Recording implements VolumeDisks.Storing {
        @Override
        public void stored(
                Transaction transaction,
                SnapshotId snapshot,
                ManifestId manifest,
                @Nullable LineageId lineage,
                long listedBytes) {
            boolean _ = snapshots.complete(transaction, snapshot, manifest, listedBytes);
            copies.copied(transaction, snapshot, manifest, lineage).ifPresent(copy -> {
                RunId _ = sealVolume.submit(transaction, copy, null);
            });
        }

        /** A copy of a volume has no snapshot: its blocks lie where those of what it is a copy of do. */
        @Override
        public Optional<Path> placeOf(VolumeId volume, SnapshotId snapshot) {
            return database.read(sql -> {
                Optional<Snapshot> found = snapshots.find(sql, snapshot);
                return found.isPresent() ? snapshots.placeOf(sql, found.get()) : volumes.placeOf(sql, volume);
            });
        }

        @Override
        public Progress progressOf(SnapshotId snapshot) {
            return PercentProgress.of(database, snapshots, snapshot);
        }
    }
}
