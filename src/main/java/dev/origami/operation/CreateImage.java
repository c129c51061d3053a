package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.image.Images;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An image of an instance: shut down, all volumes at one moment, start again; or without a reboot, the guest running on
 * (source section 6). The instance is on its way again before any block is stored.
 */
public final class CreateImage {
    private static final int FROZEN = 2;

    private final Database database;
    private final WorkflowEngine engine;
    private final Images images;
    private final SnapshotSets sets;
    private final RecogniseSystem systems;
    private final InstancePower power;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param reboot whether the guest is shut down before, and started after
     */
    public record Arguments(ImageId image, InstanceId instance, boolean reboot, SnapshotSet set) {}

    public CreateImage(
            Database database,
            WorkflowEngine engine,
            Images images,
            SnapshotSets sets,
            RecogniseSystem systems,
            InstancePower power) {
        this.database = database;
        this.engine = engine;
        this.images = images;
        this.sets = sets;
        this.systems = systems;
        this.power = power;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "create-image",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(
                        Step.of("shut down", (arguments, _) -> shutDown(arguments), (arguments, run) -> {
                            fail(arguments, run.reason());
                            startAgain(arguments);
                        }),
                        Step.withoutUndo("freeze", (arguments, _) -> sets.freeze(arguments.set())),
                        Step.<Arguments>withoutUndo("start again", (arguments, _) -> startAgain(arguments))
                                .thenUnlock(),
                        Step.withoutUndo("store", (arguments, _) -> sets.store(arguments.set())),
                        Step.withoutUndo("read the system", (arguments, _) -> systems.recognise(arguments.image())),
                        Step.withoutUndo("make available", (arguments, _) -> makeAvailable(arguments)),
                        Step.withoutUndo("tidy", (arguments, _) -> sets.tidy(arguments.set()))));
    }

    /** The caller has inserted the pending image and its pending snapshots in the same transaction. */
    public RunId submit(Transaction transaction, Arguments arguments) {
        return engine.submit(transaction, workflow, arguments);
    }

    /** Waits until the moment that the image shows has passed; false when it has not in that time. */
    public boolean awaitFrozen(RunId run, Duration patience) throws InterruptedException {
        return engine.awaitStep(run, FROZEN, patience);
    }

    private void shutDown(Arguments arguments) throws Exception {
        if (arguments.reboot()) {
            power.shutDown(arguments.instance());
        }
    }

    /** Only where the instance is meant to run: it may have been stopped or terminated since. */
    private void startAgain(Arguments arguments) throws Exception {
        if (arguments.reboot() && power.isMeantToRun(arguments.instance())) {
            power.start(arguments.instance());
        }
    }

    private void makeAvailable(Arguments arguments) {
        database.writing(transaction -> {
            boolean _ = images.available(transaction, arguments.image());
        });
    }

    private void fail(Arguments arguments, Failure reason) {
        sets.fail(arguments.set(), reason.message());
        database.writing(transaction -> {
            boolean _ = images.fail(transaction, arguments.image(), reason.code(), reason.message());
        });
    }
}
