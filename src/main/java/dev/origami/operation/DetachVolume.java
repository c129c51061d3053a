package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.machine.Machines;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes a volume out of an instance. A guest that does not let go of it keeps it: the volume is attached as before
 * (source section 2.3).
 */
public final class DetachVolume {
    private final Database database;
    private final WorkflowEngine engine;
    private final Volumes volumes;
    private final VolumeDisks disks;
    private final Machines machines;
    private final AttachVolume attach;
    private final Duration patience;
    private final Workflow<Arguments> workflow;

    public record Arguments(VolumeId volume, InstanceId instance) {}

    public DetachVolume(
            Database database,
            WorkflowEngine engine,
            Volumes volumes,
            VolumeDisks disks,
            Machines machines,
            AttachVolume attach,
            Duration patience) {
        this.database = database;
        this.engine = engine;
        this.volumes = volumes;
        this.disks = disks;
        this.machines = machines;
        this.attach = attach;
        this.patience = patience;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "detach-volume",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(
                        Step.of(
                                "take out",
                                (arguments, _) -> machines.detach(arguments.instance(), arguments.volume(), patience),
                                (arguments, _) -> keep(arguments)),
                        Step.withoutUndo("detached", (arguments, _) -> detached(arguments))));
    }

    /** The caller has recorded that the volume is being detached, in the same transaction. */
    public RunId submit(Transaction transaction, Arguments arguments) {
        return engine.submit(transaction, workflow, arguments);
    }

    /** It may be out of the machine by now, so it is plugged in again; a volume that is free by now stays free. */
    private void keep(Arguments arguments) throws Exception {
        if (database.read(sql -> volumes.find(sql, arguments.volume()))
                .map(Volume::attachment)
                .isEmpty()) {
            return;
        }
        attach.plugIn(arguments.volume(), arguments.instance());
        database.writing(transaction -> volumes.attached(transaction, arguments.volume()));
    }

    private void detached(Arguments arguments) throws Exception {
        disks.removeReplaced(arguments.volume());
        database.writing(transaction -> volumes.detached(transaction, arguments.volume(), arguments.instance()));
    }
}
