package dev.origami.operation;

import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.instance.StateReason;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;

/**
 * Terminates an instance, whatever else is done to it: runs that have or want its power give up. There is no way back,
 * so a step that fails leaves the instance shutting down, and the next start of the service tries again.
 */
public final class TerminateInstance {
    private final Database database;
    private final WorkflowEngine engine;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final InstanceMachine machine;
    private final InstanceDisks disks;
    private final Firewall firewall;
    private final InstanceLimits limits;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param force whether the guest is not asked
     */
    public record Arguments(InstanceId instance, boolean force) {}

    public TerminateInstance(
            Database database,
            WorkflowEngine engine,
            Instances instances,
            NetworkInterfaces interfaces,
            InstanceMachine machine,
            InstanceDisks disks,
            Firewall firewall,
            InstanceLimits limits) {
        this.database = database;
        this.engine = engine;
        this.instances = instances;
        this.interfaces = interfaces;
        this.machine = machine;
        this.disks = disks;
        this.firewall = firewall;
        this.limits = limits;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "terminate-instance",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(
                        Step.withoutUndo("ask the guest", (arguments, _) -> ask(arguments)),
                        Step.withoutUndo("end", (arguments, _) -> machine.end(arguments.instance())),
                        Step.withoutUndo("forget", (arguments, _) -> machine.forget(arguments.instance())),
                        Step.withoutUndo("give back what it had", (arguments, _) -> terminated(arguments.instance()))));
    }

    /** Lets the instance be terminated; nothing when it is, or is about to be. Whether it may be is for the caller. */
    public void submit(Transaction transaction, Instance instance, boolean force) {
        switch (instance.state()) {
            case PENDING, RUNNING, STOPPING, STOPPED -> {
                shuttingDown(transaction, instance, StateReason.USER_SHUTDOWN);
                engine.cancel(transaction, PowerLock.of(instance.id()), "The instance was terminated");
                resubmit(transaction, instance.id(), force);
            }
            case SHUTTING_DOWN, TERMINATED -> {}
        }
    }

    /** The guest of a running instance has shut down, and the instance goes with it. */
    void endedByGuest(Transaction transaction, Instance instance) {
        shuttingDown(transaction, instance, StateReason.GUEST_SHUTDOWN);
        resubmit(transaction, instance.id(), true);
    }

    private void shuttingDown(Transaction transaction, Instance instance, StateReason reason) {
        boolean _ = instances.move(transaction, instance.id(), instance.state(), InstanceState.SHUTTING_DOWN, reason);
    }

    /** For an instance that is shutting down already: to do again what may have been left. */
    void resubmit(Transaction transaction, InstanceId id, boolean force) {
        RunId _ = engine.submit(transaction, workflow, new Arguments(id, force));
    }

    /** A guest gets time to end well only where a volume remains to show it. */
    private void ask(Arguments arguments) throws InterruptedException {
        InstanceId id = arguments.instance();
        if (!arguments.force() && database.read(sql -> disks.someSurvive(sql, id))) {
            machine.askBeforeEnd(id, limits.shutdownPatience());
        }
    }

    private void terminated(InstanceId id) throws InterruptedException {
        Optional<VpcId> vpc = database.write(transaction -> {
            Instance instance = instances.get(transaction.sql(), id);
            disks.terminated(transaction, id);
            Optional<VpcId> network =
                    interfaces.ofInstance(transaction.sql(), id).map(NetworkInterface::vpc);
            interfaces.release(transaction, id);
            boolean _ = instances.move(
                    transaction, id, InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED, instance.stateReason());
            return network;
        });
        if (vpc.isPresent()) {
            firewall.apply(vpc.get());
        }
    }
}
