package dev.origami.command;

import dev.origami.database.Database;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.machine.Machines;
import dev.origami.operation.StopInstance;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;

/** Stops all instances of all accounts, as StopInstances does. */
final class StopGuests {
    private final Database database;
    private final Instances instances;
    private final StopInstance stop;
    private final WorkflowEngine engine;
    private final Machines machines;

    StopGuests(Database database, Instances instances, StopInstance stop, WorkflowEngine engine, Machines machines) {
        this.database = database;
        this.instances = instances;
        this.stop = stop;
        this.engine = engine;
        this.machines = machines;
    }

    int running() {
        return database.read(sql -> instances.inState(sql, InstanceState.PENDING, InstanceState.RUNNING))
                .size();
    }

    /** Waits until all are stopped; answers how many there were. */
    int run(OperatorServer.Progress progress) throws InterruptedException {
        // Those that come up must have come up before they can be stopped.
        engine.awaitIdle();
        List<Instance> running = database.read(sql -> instances.inState(sql, InstanceState.RUNNING));
        progress.report("stopping", 0, running.size());
        database.writing(transaction -> running.forEach(instance -> stop.submit(transaction, instance, false)));
        engine.awaitIdle();
        progress.report("stopped", running.size(), running.size());
        return running.size();
    }

    /** Ends every machine without asking its guest; the next start finds the instances stopped. */
    void cutPower() throws InterruptedException {
        List<Instance> alive = database.read(sql -> instances.inState(
                sql,
                InstanceState.PENDING,
                InstanceState.RUNNING,
                InstanceState.STOPPING,
                InstanceState.SHUTTING_DOWN));
        for (Instance instance : alive) {
            machines.kill(instance.id());
        }
        // Without guests nothing of their networks is kept.
        machines.adopt(List.of());
    }
}
