package dev.origami.operation;

import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.ImageFacts;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.instance.StateReason;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.network.NetworkInterfaces;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;

/** Stops an instance: the guest is asked to shut down, and forced when it takes too long. */
public final class StopInstance {
    private final Database database;
    private final WorkflowEngine engine;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final InstanceMachine machine;
    private final Machines machines;
    private final InstanceLimits limits;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param force whether the guest is not asked
     */
    public record Arguments(InstanceId instance, boolean force) {}

    public StopInstance(
            Database database,
            WorkflowEngine engine,
            Instances instances,
            NetworkInterfaces interfaces,
            InstanceMachine machine,
            Machines machines,
            InstanceLimits limits) {
        this.database = database;
        this.engine = engine;
        this.instances = instances;
        this.interfaces = interfaces;
        this.machine = machine;
        this.machines = machines;
        this.limits = limits;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "stop-instance",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(
                        Step.of(
                                "ask the guest",
                                (arguments, _) -> ask(arguments),
                                (arguments, _) -> backToRunning(arguments.instance())),
                        Step.withoutUndo("end", (arguments, _) -> machine.end(arguments.instance())),
                        Step.withoutUndo("forget", (arguments, _) -> machine.forget(arguments.instance())),
                        Step.withoutUndo("note that it is stopped", (arguments, _) -> stopped(arguments.instance()))));
    }

    /**
     * Lets the instance stop; nothing when it is stopped or about to be (source section 3.3).
     *
     * @throws ApiException {@code IncorrectInstanceState}, {@code OperationNotPermitted}, {@code UnsupportedOperation}
     */
    public void submit(Transaction transaction, Instance instance, boolean force) {
        switch (instance.state()) {
            case STOPPING, STOPPED -> {}
            case RUNNING -> {
                requireMayStop(instance);
                submit(transaction, instance.id(), force, StateReason.USER_SHUTDOWN);
            }
            case PENDING, SHUTTING_DOWN, TERMINATED ->
                throw new ApiException(
                        ErrorCode.INCORRECT_INSTANCE_STATE,
                        "The instance '" + instance.id() + "' is not in a state from which it can be stopped.");
        }
    }

    /** As the other, whatever protection the instance has: its machine has ended by itself. */
    void submit(Transaction transaction, InstanceId id, boolean force, StateReason reason) {
        if (instances.move(transaction, id, InstanceState.RUNNING, InstanceState.STOPPING, reason)) {
            RunId _ = engine.submit(transaction, workflow, new Arguments(id, force));
        }
    }

    private static void requireMayStop(Instance instance) {
        if (!instance.image().rootDeviceType().equals(ImageFacts.EBS)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The instance '" + instance.id() + "' does not have an 'ebs' root device type and cannot be"
                            + " stopped.");
        }
        if (instance.settings().protection().stop()) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "The instance '" + instance.id() + "' may not be stopped. Modify its 'disableApiStop' instance"
                            + " attribute and try again.");
        }
    }

    private void ask(Arguments arguments) throws InterruptedException {
        if (!arguments.force()) {
            machine.askBeforeEnd(arguments.instance(), limits.shutdownPatience());
        }
    }

    private void stopped(InstanceId id) {
        database.writing(transaction -> {
            Instance instance = instances.get(transaction.sql(), id);
            if (instances.move(
                    transaction, id, InstanceState.STOPPING, InstanceState.STOPPED, instance.stateReason())) {
                interfaces.dropPublicAddress(transaction, id);
            }
        });
    }

    /** What could not be stopped runs on, unless its guest has shut down after all: then nothing of its machine stays. */
    private void backToRunning(InstanceId id) throws Exception {
        if (machines.state(id) == MachineState.RUNNING) {
            database.writing(transaction -> {
                boolean _ = instances.move(transaction, id, InstanceState.STOPPING, InstanceState.RUNNING, null);
            });
        } else {
            machine.end(id);
            machine.forget(id);
            stopped(id);
        }
    }
}
