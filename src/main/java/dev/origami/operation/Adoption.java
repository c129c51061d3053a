package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.machine.Machines;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import java.io.IOException;
import java.util.List;

/**
 * Takes back, when the service starts, the machines that went on without it. An instance whose machine ended in the
 * meantime is stopped, with the reason; one that was being terminated is terminated.
 */
public final class Adoption {
    private final Database database;
    private final Instances instances;
    private final Machines machines;
    private final GuestMetadata metadata;
    private final MachineEvents events;
    private final TerminateInstance terminate;
    private final NetworkInterfaces interfaces;
    private final SubnetFirewall subnets;
    private final PublicReach reach;

    public Adoption(
            Database database,
            Instances instances,
            Machines machines,
            GuestMetadata metadata,
            MachineEvents events,
            TerminateInstance terminate,
            NetworkInterfaces interfaces,
            SubnetFirewall subnets,
            PublicReach reach) {
        this.database = database;
        this.instances = instances;
        this.machines = machines;
        this.metadata = metadata;
        this.events = events;
        this.terminate = terminate;
        this.interfaces = interfaces;
        this.subnets = subnets;
        this.reach = reach;
    }

    /** Once, when all workflows are registered and before the engine starts. */
    public void adopt() throws IOException {
        machines.listen(events);
        List<InstanceId> alive = database
                .read(sql -> instances.inState(
                        sql,
                        InstanceState.PENDING,
                        InstanceState.RUNNING,
                        InstanceState.STOPPING,
                        InstanceState.SHUTTING_DOWN))
                .stream()
                .map(Instance::id)
                .toList();
        for (InstanceId id : alive) {
            var _ = metadata.open(id);
        }
        machines.adopt(alive);
        // What was changed and not brought to them before the service ended.
        database.read(sql -> interfaces.ofInstances(sql, alive)).values().stream()
                .map(NetworkInterface::vpc)
                .distinct()
                .forEach(subnets::apply);
        reach.apply();
        database.writing(transaction -> instances
                .inState(transaction.sql(), InstanceState.SHUTTING_DOWN)
                .forEach(instance -> terminate.resubmit(transaction, instance.id(), true)));
    }
}
