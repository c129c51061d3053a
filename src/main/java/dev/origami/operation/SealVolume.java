package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.volume.Volumes;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.StepFailedException;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates a volume whose blocks are first to be sealed. One that cannot be had, its key may not be used for example, is
 * in error.
 */
public final class SealVolume {
    private final Database database;
    private final WorkflowEngine engine;
    private final Volumes volumes;
    private final Resealing resealing;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param refusal why nothing comes of it; null when something may
     */
    public record Arguments(VolumeId volume, @Nullable Failure refusal) {}

    public SealVolume(Database database, WorkflowEngine engine, Volumes volumes, Resealing resealing) {
        this.database = database;
        this.engine = engine;
        this.volumes = volumes;
        this.resealing = resealing;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "seal-volume",
                Arguments.class,
                arguments -> Optional.of(VolumeDisks.lock(arguments.volume())),
                List.of(
                        Step.of("seal", (arguments, _) -> seal(arguments), (arguments, _) -> notCreated(arguments)),
                        Step.withoutUndo("make available", (arguments, _) -> created(arguments))));
    }

    /** Begins, in the transaction that records the volume, in state creating. */
    public RunId submit(Transaction transaction, VolumeId volume, @Nullable Failure refusal) {
        return engine.submit(transaction, workflow, new Arguments(volume, refusal));
    }

    private void seal(Arguments arguments) throws IOException, StepFailedException {
        Resealing.requireNone(arguments.refusal());
        resealing.seal(arguments.volume());
    }

    private void created(Arguments arguments) {
        database.writing(transaction -> volumes.created(transaction, arguments.volume()));
    }

    private void notCreated(Arguments arguments) {
        database.writing(transaction -> volumes.notCreated(transaction, arguments.volume()));
    }
}
