package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Database;
import dev.origami.database.PageWanted;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.instance.InstanceState;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineState;
import dev.origami.machine.RecordedMachines.Machine;
import dev.origami.network.NetworkInterface;
import dev.origami.volume.Attachment;
import dev.origami.volume.AttachmentState;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@link OperationWorld} in which one run of one operation is disturbed, and what must hold of instances then. */
abstract class RunWorld implements DerivedTests.World {
    final OperationWorld world;
    private OperationWorld.@Nullable Operations operations;

    RunWorld(OperationWorld world) {
        this.world = world;
    }

    abstract Workflow<?> workflow(OperationWorld.Operations all);

    final OperationWorld.Operations operations() {
        OperationWorld.Operations all = operations;
        if (all == null) {
            throw new IllegalStateException("no engine yet");
        }
        return all;
    }

    @Override
    public final Database database() {
        return world.database;
    }

    @Override
    public final Workflow<?> register(WorkflowEngine engine) throws Exception {
        operations = world.on(engine);
        return workflow(operations());
    }

    /** The run that this transaction submitted. */
    static RunId submitted(Transaction transaction) {
        return new RunId(transaction
                .sql()
                .select("SELECT max(id) FROM workflow_run")
                .mapTo(Long.class)
                .one());
    }

    /** Its machine runs, on the disk that is recorded and no other. */
    final void assertRuns() {
        InstanceId id = world.instance().id();
        assertThat(world.instance().state()).isEqualTo(InstanceState.RUNNING);
        Machine machine = world.machines.machine(id);
        assertThat(machine).isNotNull();
        if (machine != null) {
            assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
            Volume root = world.root(id);
            Path live = world.live(root.id());
            assertThat(machine.spec().disks())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Disk.Volume.class,
                            disk -> assertThat(disk.chain().live()).isEqualTo(live));
        }
    }

    /** The volume is the instance's, for those who ask and for the machine if there is one. */
    final void assertAttached(VolumeId id, InstanceId instance) {
        Volume volume = world.volume(id).orElseThrow();
        assertThat(volume.state()).isEqualTo(VolumeState.IN_USE);
        assertThat(volume.attachment())
                .isNotNull()
                .returns(instance, Attachment::instance)
                .returns(AttachmentState.ATTACHED, Attachment::state);
        if (world.machines.state(instance) != MachineState.GONE) {
            assertThat(world.machines.disks(instance)).contains(Disk.nodeOf(id));
        }
    }

    /** The volume is there and nobody's. */
    final void assertFree(VolumeId id) {
        Volume volume = world.volume(id).orElseThrow();
        assertThat(volume.state()).isEqualTo(VolumeState.AVAILABLE);
        assertThat(volume.attachment()).isNull();
    }

    final void assertStopped() {
        assertThat(world.instance().state()).isEqualTo(InstanceState.STOPPED);
        assertThat(world.machines.state(world.instance().id())).isEqualTo(MachineState.GONE);
    }

    /** Nothing is left of it but its row. */
    final void assertGone() throws Exception {
        InstanceId id = world.instance().id();
        assertThat(world.instance().state()).isEqualTo(InstanceState.TERMINATED);
        assertThat(world.machines.state(id)).isEqualTo(MachineState.GONE);
        List<Volume> left = world.database.read(sql -> world.volumes
                .search(sql, OperationWorld.ALICE, List.of(), List.of(), PageWanted.all())
                .items());
        assertThat(left).isEmpty();
        assertThat(world.overlayFiles()).isEmpty();
        Optional<NetworkInterface> nic = world.database.read(sql -> world.interfaces.ofInstance(sql, id));
        assertThat(nic).isEmpty();
    }

    @Override
    public final void close() throws IOException {
        world.close();
    }
}
