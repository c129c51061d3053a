package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.instance.StateReason;
import dev.origami.network.NetworkInterfaces;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts a stopped instance. One that cannot be started is stopped again, with the reason. */
public final class StartInstance {
    private final Database database;
    private final WorkflowEngine engine;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final InstanceMachine machine;
    private final InstanceDisks disks;
    private final DiskKeys keys;
    private final Workflow<InstanceRun> workflow;

    public StartInstance(
            Database database,
            WorkflowEngine engine,
            Instances instances,
            NetworkInterfaces interfaces,
            InstanceMachine machine,
            InstanceDisks disks,
            DiskKeys keys) {
        this.database = database;
        this.engine = engine;
        this.instances = instances;
        this.interfaces = interfaces;
        this.machine = machine;
        this.disks = disks;
        this.keys = keys;
        this.workflow = engine.register(workflow());
    }

    Workflow<InstanceRun> workflow() {
        return new Workflow<>(
                "start-instance",
                InstanceRun.class,
                run -> Optional.of(PowerLock.of(run.instance())),
                List.of(
                        Step.of(
                                "record",
                                (run, _) -> keys.require(run.instance()),
                                (run, context) -> stopped(run.instance(), context.reason())),
                        Step.of("start", (run, _) -> start(run.instance()), (run, _) -> end(run.instance())),
                        Step.withoutUndo("note that it runs", (run, _) -> running(run.instance()))));
    }

    /**
     * Lets the instance start; nothing when it runs or is about to (source section 3.3).
     *
     * @param host what the host has; null under a dry run
     * @throws ApiException {@code IncorrectInstanceState}, {@code InsufficientInstanceCapacity}
     */
    public void submit(Transaction transaction, Instance instance, @Nullable HostCapacity host) {
        InstanceId id = instance.id();
        switch (instance.state()) {
            case PENDING, RUNNING -> {}
            case STOPPED -> {
                if (host != null) {
                    int _ = instances.requireCapacity(transaction.sql(), host, instance.type(), 1, 1);
                }
                boolean _ = instances.move(transaction, id, InstanceState.STOPPED, InstanceState.PENDING, null);
                instances.launchedNow(transaction, id);
                interfaces.takePublicAddress(transaction, id);
                RunId _ = engine.submit(transaction, workflow, new InstanceRun(id));
            }
            case STOPPING, SHUTTING_DOWN, TERMINATED ->
                throw new ApiException(
                        ErrorCode.INCORRECT_INSTANCE_STATE,
                        "The instance '" + id + "' is not in a state from which it can be started.");
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

    private void running(InstanceId id) {
        database.writing(transaction -> {
            boolean _ = instances.move(transaction, id, InstanceState.PENDING, InstanceState.RUNNING, null);
            disks.running(transaction, id);
        });
    }

    private void stopped(InstanceId id, Failure reason) {
        StateReason told = StateReason.of(reason.code(), reason.message());
        database.writing(transaction -> {
            // It may have been noted as running just before the run failed.
            if (instances.move(transaction, id, InstanceState.PENDING, InstanceState.STOPPED, told)
                    || instances.move(transaction, id, InstanceState.RUNNING, InstanceState.STOPPED, told)) {
                interfaces.dropPublicAddress(transaction, id);
            }
        });
    }
}
