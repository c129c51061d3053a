package dev.origami.operation;

import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;

/** Removes a volume's files, once no snapshot needs them any more. */
public final class DeleteVolume {
    private final WorkflowEngine engine;
    private final Workflow<Arguments> workflow;

    public record Arguments(VolumeId volume) {}

    public DeleteVolume(WorkflowEngine engine, VolumeDisks disks) {
        this.engine = engine;
        this.workflow = engine.register(new Workflow<>(
                "delete-volume",
                Arguments.class,
                arguments -> Optional.of(VolumeDisks.lock(arguments.volume())),
                List.of(Step.withoutUndo("remove", (arguments, _) -> disks.deleteIfUnused(arguments.volume())))));
    }

    /** The caller has put the volume into the state of being deleted, in the same transaction. */
    public RunId submit(Transaction transaction, VolumeId volume) {
        return engine.submit(transaction, workflow, new Arguments(volume));
    }
}
