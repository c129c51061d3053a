package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.instance.StateReason;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineListener;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a machine ends by itself. Each event waits its turn for the instance's power and is looked at then:
 * a machine that was shut down on purpose, and runs again by that time, is no event at all.
 */
public final class MachineEvents implements MachineListener {
    private static final Logger LOG = LoggerFactory.getLogger(MachineEvents.class);

    private final Database database;
    private final WorkflowEngine engine;
    private final Instances instances;
    private final Machines machines;
    private final StopInstance stop;
    private final TerminateInstance terminate;
    private final InstancePower power;
    private final GuestSigns signs;
    private final Duration diskRetry;
    private final Workflow<Arguments> workflow;
    private final Set<InstanceId> waiting = ConcurrentHashMap.newKeySet();

    /**
     * What was heard.
     *
     * @param crash why the machine is gone; empty when its guest has shut down
     * @param reboot whether its guest is to be started anew
     */
    public record Arguments(InstanceId instance, String crash, boolean reboot) {
        Arguments(InstanceId instance, String crash) {
            this(instance, crash, false);
        }
    }

    public MachineEvents(
            Database database,
            WorkflowEngine engine,
            Instances instances,
            Machines machines,
            StopInstance stop,
            TerminateInstance terminate,
            InstancePower power,
            GuestSigns signs,
            Duration diskRetry) {
        this.database = database;
        this.engine = engine;
        this.instances = instances;
        this.machines = machines;
        this.stop = stop;
        this.terminate = terminate;
        this.power = power;
        this.signs = signs;
        this.diskRetry = diskRetry;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "machine-ended",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(Step.withoutUndo("look", (arguments, _) -> look(arguments))));
    }

    @Override
    public void guestShutDown(InstanceId id) {
        submit(new Arguments(id, ""));
    }

    @Override
    public void guestRebooted(InstanceId id) {
        submit(new Arguments(id, "", true));
    }

    @Override
    public void crashed(InstanceId id, String reason) {
        LOG.warn("The machine of {} ended: {}", id, reason);
        submit(new Arguments(id, reason.isEmpty() ? "the machine ended" : reason));
    }

    @Override
    public void diskFailed(InstanceId id, String device, String reason) {
        if (waiting.add(id)) {
            LOG.warn("{} waits for its disk {}: {}", id, device, reason);
            tryAgain(id);
        }
    }

    @Override
    public void answers(InstanceId id, boolean answers) {
        signs.answers(id, answers);
    }

    @Override
    public void networkIsUp(InstanceId id) {
        signs.heard(id);
    }

    /** When the disk still fails, it is told again, and tried again. */
    private void tryAgain(InstanceId id) {
        try {
            Thread.sleep(diskRetry);
            waiting.remove(id);
            machines.resume(id);
        } catch (MachineException e) {
            LOG.info("{} is not waiting any more: {}", id, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(id);
        }
    }

    private void submit(Arguments arguments) {
        database.writing(transaction -> {
            RunId _ = submit(transaction, arguments);
        });
    }

    RunId submit(Transaction transaction, Arguments arguments) {
        return engine.submit(transaction, workflow, arguments);
    }

    private void look(Arguments arguments) throws InterruptedException {
        InstanceId id = arguments.instance();
        if (machines.state(id) == MachineState.RUNNING) {
            return;
        }
        if (!arguments.reboot()) {
            end(id, arguments.crash());
        } else if (power.isMeantToRun(id)) {
            try {
                power.start(id);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                LOG.warn("The machine of {}, whose guest rebooted, does not start", id, e);
                end(id, "the machine could not be started again: " + e.getMessage());
            }
        }
    }

    private void end(InstanceId id, String crash) {
        database.writing(transaction -> {
            Optional<Instance> found = instances.find(transaction.sql(), id);
            if (found.isEmpty() || found.get().state() != InstanceState.RUNNING) {
                return;
            }
            if (!crash.isEmpty()) {
                stop.submit(transaction, id, true, StateReason.hostFailure(crash));
                return;
            }
            switch (found.get().settings().shutdown()) {
                case STOP -> stop.submit(transaction, id, true, StateReason.GUEST_SHUTDOWN);
                case TERMINATE -> terminate.endedByGuest(transaction, found.get());
            }
        });
    }
}
