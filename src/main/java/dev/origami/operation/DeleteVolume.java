package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;

/** Deletes a volume that is attached to nothing: its files, once no snapshot needs them any more, then its record. */
public final class DeleteVolume {
    private final WorkflowEngine engine;
    private final Database database;
    private final Volumes volumes;
    private final VolumeDisks disks;
    private final Workflow<Arguments> workflow;

    public record Arguments(VolumeId volume) {}

    public DeleteVolume(Database database, WorkflowEngine engine, Volumes volumes, VolumeDisks disks) {
        this.engine = engine;
        this.volumes = volumes;
        this.disks = disks;
        this.database = database;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "delete-volume",
                Arguments.class,
                arguments -> Optional.of(VolumeDisks.lock(arguments.volume())),
                List.of(Step.of(
                        "remove",
                        (arguments, _) -> disks.deleteIfUnused(arguments.volume()),
                        (arguments, _) -> notDeleted(arguments.volume()))));
    }

    /** What could not be removed is shown in error, and may be deleted again. */
    private void notDeleted(VolumeId id) {
        database.writing(transaction -> volumes.state(transaction, id, VolumeState.ERROR));
    }

    /** Begins, in the transaction that found that the volume may go. */
    public void start(Transaction transaction, VolumeId id) {
        volumes.deleting(transaction, id);
        RunId _ = engine.submit(transaction, workflow, new Arguments(id));
    }
}
