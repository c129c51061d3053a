package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeIos;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plugs a volume into an instance, running or not (source section 2.3). */
public final class AttachVolume {
    private final Database database;
    private final WorkflowEngine engine;
    private final Volumes volumes;
    private final VolumeDisks disks;
    private final Machines machines;
    private final Duration detachPatience;
    private final Workflow<Arguments> workflow;

    public record Arguments(VolumeId volume, InstanceId instance) {}

    public AttachVolume(
            Database database,
            WorkflowEngine engine,
            Volumes volumes,
            VolumeDisks disks,
            Machines machines,
            Duration detachPatience) {
        this.database = database;
        this.engine = engine;
        this.volumes = volumes;
        this.disks = disks;
        this.machines = machines;
        this.detachPatience = detachPatience;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "attach-volume",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(
                        Step.of(
                                "plug in",
                                (arguments, _) -> plugIn(arguments.volume(), arguments.instance()),
                                (arguments, _) -> takeOut(arguments)),
                        Step.withoutUndo("attached", (arguments, _) -> attached(arguments))));
    }

    /** The caller has recorded the attachment, in state attaching, in the same transaction. */
    public RunId submit(Transaction transaction, Arguments arguments) {
        return engine.submit(transaction, workflow, arguments);
    }

    /** Gives the machine, if there is one, a volume that is recorded as the instance's. */
    void plugIn(VolumeId volume, InstanceId instance) throws Exception {
        if (machines.state(instance) != MachineState.GONE) {
            String device = database.read(sql -> volumes.find(sql, volume))
                    .map(Volume::attachment)
                    .map(Attachment::device)
                    .orElseThrow();
            boolean ioEnabled = database.read(sql -> VolumeIos.of(sql, volume)).isEnabled();
            machines.attach(instance, new Disk.Volume(volume, disks.open(volume), device, false, ioEnabled));
        }
    }

    private void takeOut(Arguments arguments) throws Exception {
        machines.detach(arguments.instance(), arguments.volume(), detachPatience);
        database.writing(transaction -> volumes.detached(transaction, arguments.volume(), arguments.instance()));
    }

    private void attached(Arguments arguments) {
        database.writing(transaction -> volumes.attached(transaction, arguments.volume()));
    }
}
