package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.InstanceId;
import dev.origami.id.ReservationId;
import dev.origami.id.VpcId;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.instance.StateReason;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.volume.Volume;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Launches instances: what they are is recorded with the answer, and each then comes up in a run of its own. One that
 * cannot is terminated, with the reason.
 */
public final class RunInstances {
    private final Database database;
    private final WorkflowEngine engine;
    private final Launch launch;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final InstanceMachine machine;
    private final InstanceDisks disks;
    private final Firewall firewall;
    private final Resealing resealing;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param refusal why nothing comes of it; null when something may
     */
    public record Arguments(InstanceId instance, @Nullable Failure refusal) {}

    public RunInstances(
            Database database,
            WorkflowEngine engine,
            Launch launch,
            Instances instances,
            NetworkInterfaces interfaces,
            InstanceMachine machine,
            InstanceDisks disks,
            Firewall firewall,
            Resealing resealing) {
        this.database = database;
        this.engine = engine;
        this.launch = launch;
        this.instances = instances;
        this.interfaces = interfaces;
        this.machine = machine;
        this.disks = disks;
        this.firewall = firewall;
        this.resealing = resealing;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "run-instances",
                Arguments.class,
                run -> Optional.of(PowerLock.of(run.instance())),
                List.of(
                        Step.of(
                                "record",
                                (run, _) -> Resealing.requireNone(run.refusal()),
                                (run, context) -> giveUp(run.instance(), context.reason())),
                        Step.withoutUndo("seal", (run, _) -> seal(run.instance())),
                        Step.of("start", (run, _) -> start(run.instance()), (run, _) -> end(run.instance())),
                        Step.withoutUndo("note that it runs", (run, _) -> running(run.instance()))));
    }

    /**
     * Records the instances and lets them come up.
     *
     * @param host what the host has; null under a dry run
     * @throws ApiException as {@link Launch#record}
     */
    public ReservationId submit(
            Transaction transaction, Caller caller, LaunchRequest request, @Nullable HostCapacity host) {
        Launch.Recorded recorded = launch.record(transaction, caller, request, host);
        for (InstanceId id : recorded.instances()) {
            RunId _ = engine.submit(transaction, workflow, new Arguments(id, recorded.refusal()));
        }
        return recorded.reservation();
    }

    /** What the volumes are made of, where that is encrypted under another key, or is to be encrypted. */
    private void seal(InstanceId id) throws Exception {
        for (Volume volume : database.read(sql -> disks.of(sql, id))) {
            resealing.seal(volume.id());
        }
    }

    private void start(InstanceId id) throws Exception {
        if (database.read(sql -> instances.get(sql, id)).state() == InstanceState.PENDING) {
            machine.start(id);
        }
    }

    private void end(InstanceId id) throws Exception {
        machine.end(id);
        machine.forget(id);
    }

    private void running(InstanceId id) throws Exception {
        Optional<VpcId> vpc = database.write(transaction -> {
            boolean _ = instances.move(transaction, id, InstanceState.PENDING, InstanceState.RUNNING, null);
            disks.running(transaction, id);
            return interfaces.ofInstance(transaction.sql(), id).map(NetworkInterface::vpc);
        });
        if (vpc.isPresent()) {
            // Others may let in the members of a group that this instance is in.
            firewall.apply(vpc.get());
        }
    }

    /** Where a termination made the launch give up, that also does the rest. */
    private void giveUp(InstanceId id, Failure reason) {
        StateReason told = StateReason.of(reason.code(), reason.message());
        database.writing(transaction -> {
            // It may have been noted as running just before the run failed.
            if (instances.move(transaction, id, InstanceState.PENDING, InstanceState.TERMINATED, told)
                    || instances.move(transaction, id, InstanceState.RUNNING, InstanceState.TERMINATED, told)) {
                disks.neverRan(transaction, id);
                interfaces.release(transaction, id);
            }
        });
    }
}
