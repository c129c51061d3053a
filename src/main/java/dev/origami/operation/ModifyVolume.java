package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.volume.VolumeModification;
import dev.origami.volume.VolumeModifications;
import dev.origami.workflow.RunContext;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes a volume, under a running guest too (source section 2.3). A disk that has grown does not shrink again: a run
 * that fails after that is completed.
 */
public final class ModifyVolume {
    private static final long BYTES_PER_GIB = 1L << 30;

    private final Database database;
    private final WorkflowEngine engine;
    private final VolumeModifications modifications;
    private final VolumeDisks disks;
    private final Machines machines;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param instance what the volume is attached to; null when to nothing
     */
    public record Arguments(VolumeId volume, @Nullable InstanceId instance, long modification) {}

    public ModifyVolume(
            Database database,
            WorkflowEngine engine,
            VolumeModifications modifications,
            VolumeDisks disks,
            Machines machines) {
        this.database = database;
        this.engine = engine;
        this.modifications = modifications;
        this.disks = disks;
        this.machines = machines;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "modify-volume",
                Arguments.class,
                arguments -> Optional.of(lock(arguments)),
                List.of(
                        Step.of("grow", (arguments, _) -> grow(arguments), this::backOrOn),
                        Step.withoutUndo("note that it is modified", (arguments, _) -> completed(arguments))));
    }

    /** The caller has begun the modification in the same transaction. */
    public RunId submit(Transaction transaction, Arguments arguments) {
        return engine.submit(transaction, workflow, arguments);
    }

    private static String lock(Arguments arguments) {
        return arguments.instance() == null ? VolumeDisks.lock(arguments.volume()) : PowerLock.of(arguments.instance());
    }

    /** Nothing where only the type or the performance changes, or where the volume was deleted meanwhile. */
    private void grow(Arguments arguments) throws Exception {
        Optional<VolumeModification> modification = find(arguments);
        if (modification.isEmpty() || !grows(modification.get())) {
            return;
        }
        long sizeBytes = modification.get().target().sizeGiB() * BYTES_PER_GIB;
        InstanceId instance = arguments.instance();
        if (instance != null && machines.state(instance) != MachineState.GONE) {
            machines.resize(instance, arguments.volume(), sizeBytes);
        } else {
            disks.grow(arguments.volume(), sizeBytes);
        }
    }

    private void backOrOn(Arguments arguments, RunContext run) throws Exception {
        Optional<VolumeModification> found = find(arguments);
        if (found.isEmpty()) {
            return;
        }
        VolumeModification modification = found.get();
        boolean grown = grows(modification)
                && disks.sizeBytes(arguments.volume()) >= modification.target().sizeGiB() * BYTES_PER_GIB;
        database.writing(transaction -> {
            if (grown) {
                modifications.completed(transaction, modification);
            } else {
                modifications.failed(transaction, modification, run.reason().message());
            }
        });
    }

    private void completed(Arguments arguments) {
        find(arguments)
                .ifPresent(modification ->
                        database.writing(transaction -> modifications.completed(transaction, modification)));
    }

    private Optional<VolumeModification> find(Arguments arguments) {
        return database.read(sql -> modifications.find(sql, arguments.modification()));
    }

    private static boolean grows(VolumeModification modification) {
        return modification.target().sizeGiB() > modification.original().sizeGiB();
    }
}
