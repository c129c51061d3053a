package dev.origami.operation;

import dev.origami.config.InstanceLimits;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;

/**
 * Reboots the guest of a running instance, which keeps its addresses and all of its disks: the guest is asked to shut
 * down, and its machine is reset when it has or took too long.
 */
public final class RebootInstance {
    private final WorkflowEngine engine;
    private final InstanceMachine machine;
    private final Machines machines;
    private final InstanceLimits limits;
    private final Workflow<InstanceRun> workflow;

    public RebootInstance(WorkflowEngine engine, InstanceMachine machine, Machines machines, InstanceLimits limits) {
        this.engine = engine;
        this.machine = machine;
        this.machines = machines;
        this.limits = limits;
        this.workflow = engine.register(workflow());
    }

    Workflow<InstanceRun> workflow() {
        return new Workflow<>(
                "reboot-instance",
                InstanceRun.class,
                run -> Optional.of(PowerLock.of(run.instance())),
                List.of(
                        Step.withoutUndo("ask the guest", (run, _) -> ask(run.instance())),
                        Step.withoutUndo("reset", (run, _) -> reset(run.instance()))));
    }

    /** Lets a running instance reboot; nothing in other states (source section 3.3). */
    public void submit(Transaction transaction, Instance instance) {
        if (instance.state() == InstanceState.RUNNING) {
            RunId _ = engine.submit(transaction, workflow, new InstanceRun(instance.id()));
        }
    }

    private void ask(InstanceId id) throws Exception {
        if (machine.isMeantToRun(id)) {
            boolean _ = machine.askToShutDown(id, limits.rebootPatience());
        }
    }

    private void reset(InstanceId id) throws Exception {
        if (machine.startsDirectly(id)) {
            // What it starts may have become another.
            if (machine.isMeantToRun(id)) {
                machine.end(id);
                machine.start(id);
            }
            return;
        }
        if (machine.isMeantToRun(id) && machines.state(id) != MachineState.GONE) {
            machines.reset(id);
        }
    }
}
