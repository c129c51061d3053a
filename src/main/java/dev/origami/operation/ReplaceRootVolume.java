package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.ebs.EbsSettings;
import dev.origami.encryption.Begun;
import dev.origami.encryption.EncryptionWish;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.ReplaceRootVolumeTaskId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.image.Images;
import dev.origami.instance.ImageFacts;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.snapshot.Snapshots;
import dev.origami.volume.ReplaceRootVolumeTask;
import dev.origami.volume.ReplaceRootVolumeTask.State;
import dev.origami.volume.RootVolumes;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.StepFailedException;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.OnOutposts;
import dev.origami.zone.SnapshotHomes;
import dev.origami.zone.Zones;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a running instance another root volume: its machine is shut down, starts from the new one, and the instance stays
 * what it is (source section 3.4). A task that fails gives it the old one back; one that has succeeded is not undone.
 */
public final class ReplaceRootVolume {
    private static final Logger log = LoggerFactory.getLogger(ReplaceRootVolume.class);

    private final Database database;
    private final WorkflowEngine engine;
    private final Volumes volumes;
    private final RootVolumes roots;
    private final RootContents contents;
    private final Lineages lineages;
    private final Resealing resealing;
    private final DeleteVolume deleteVolume;
    private final InstancePower power;
    private final InstantSource clock;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param refusal why nothing comes of it; null when something may
     */
    public record Arguments(
            ReplaceRootVolumeTaskId task,
            InstanceId instance,
            @Nullable Failure refusal) {}

    public ReplaceRootVolume(
            Database database,
            WorkflowEngine engine,
            Images images,
            Snapshots snapshots,
            Volumes volumes,
            RootVolumes roots,
            Lineages lineages,
            Resealing resealing,
            DeleteVolume deleteVolume,
            InstancePower power,
            InstantSource clock) {
        this.database = database;
        this.engine = engine;
        this.volumes = volumes;
        this.roots = roots;
        this.contents = new RootContents(images, snapshots, roots);
        this.lineages = lineages;
        this.resealing = resealing;
        this.deleteVolume = deleteVolume;
        this.power = power;
        this.clock = clock;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return new Workflow<>(
                "replace-root-volume",
                Arguments.class,
                arguments -> Optional.of(PowerLock.of(arguments.instance())),
                List.of(
                        Step.of(
                                "begin",
                                (arguments, _) -> begin(arguments),
                                (arguments, run) -> fail(arguments, run.reason())),
                        Step.withoutUndo(
                                "seal",
                                (arguments, _) -> resealing.seal(task(arguments).replacement())),
                        Step.of(
                                "shut down",
                                (arguments, _) -> power.shutDown(arguments.instance()),
                                (arguments, run) -> {
                                    fail(arguments, run.reason());
                                    startAgain(arguments);
                                }),
                        Step.of("swap", (arguments, _) -> swap(arguments), (arguments, _) -> swapBack(arguments)),
                        Step.of("start", (arguments, _) -> startAgain(arguments), (arguments, _) -> end(arguments)),
                        Step.withoutUndo("note that it is replaced", (arguments, _) -> succeed(arguments))));
    }

    /**
     * Checks what is asked for, records the task and its new volume, and lets it begin.
     *
     * @throws ApiException {@code IncorrectInstanceState}, {@code UnsupportedOperation}, {@code IncorrectState},
     *     {@code InvalidParameterCombination}, {@code InvalidParameterValue}, and those of the snapshot or the image
     */
    public ReplaceRootVolumeTask submit(
            Transaction transaction, Caller caller, Instance instance, RootVolumes.Wish wish) {
        Handle sql = transaction.sql();
        requireRunning(instance);
        Volume root = roots.require(sql, instance.id(), instance.image().rootDeviceName());
        RootContents.Source source = source(sql, caller, instance, root, wish);
        String outpost = OnOutposts.of(sql, root.id());
        SnapshotId named = wish.snapshot() == null && wish.image() == null
                ? null
                : source.content().snapshot();
        if (named != null) {
            SnapshotHomes.requireUsable(sql, named, Zones.require(root.region(), root.zone()), outpost);
        }
        EbsSettings settings =
                VolumeModifications.asFrozen(sql, List.of(root)).getFirst().settings();
        Begun begun = lineages.begin(transaction, caller, source.content().lineage(), EncryptionWish.NONE.on(outpost));
        Volume replacement = new Volume(
                VolumeId.create(),
                caller.account(),
                caller.region(),
                instance.zone(),
                settings.changed(Math.max(settings.sizeGiB(), source.sizeGiB()), null, null, null),
                VolumeState.CREATING,
                source.content().snapshot(),
                null,
                clock.instant(),
                null,
                begun.lineage());
        OnOutposts.place(transaction, replacement.id(), outpost);
        insert(transaction, replacement, source.content(), begun);
        ReplaceRootVolumeTask task = roots.begin(transaction, caller, instance.id(), root, replacement.id(), wish);
        RunId _ = engine.submit(transaction, workflow, new Arguments(task.id(), instance.id(), begun.refusal()));
        return task;
    }

    private void insert(
            Transaction transaction, Volume replacement, ReplaceRootVolumeTask.Content content, Begun begun) {
        ManifestId disk = content.disk();
        if (begun.refusal() != null) {
            volumes.insert(transaction, replacement, null);
        } else if (disk != null && begun.differsFrom(content.lineage())) {
            volumes.insertUnsealed(transaction, replacement, disk);
        } else {
            volumes.insert(transaction, replacement, disk);
        }
    }

    private RootContents.Source source(
            Handle sql, Caller caller, Instance instance, Volume root, RootVolumes.Wish wish) {
        if (wish.snapshot() != null && wish.image() != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter SnapshotId cannot be used with the parameter ImageId");
        }
        if (wish.snapshot() != null) {
            return contents.ofSnapshot(sql, caller, instance, root, wish.snapshot());
        }
        return wish.image() == null
                ? contents.atLaunch(sql, instance, root)
                : contents.ofImage(sql, caller, instance, wish.image());
    }

    private static void requireRunning(Instance instance) {
        if (instance.state() != InstanceState.RUNNING) {
            throw new ApiException(
                    ErrorCode.INCORRECT_INSTANCE_STATE,
                    "The instance '" + instance.id() + "' is not in a state from which its root volume can be replaced:"
                            + " it must be running, and is " + instance.state().wire() + ".");
        }
        if (!instance.image().rootDeviceType().equals(ImageFacts.EBS)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The instance '" + instance.id() + "' does not have an 'ebs' root device type.");
        }
    }

    private ReplaceRootVolumeTask task(Arguments arguments) {
        return database.read(sql -> roots.find(sql, arguments.task()))
                .orElseThrow(() -> new IllegalStateException("no such task: " + arguments.task()));
    }

    private void begin(Arguments arguments) throws StepFailedException {
        Resealing.requireNone(arguments.refusal());
        note(arguments, State.IN_PROGRESS);
    }

    private void note(Arguments arguments, State state) {
        database.writing(transaction -> roots.state(transaction, arguments.task(), state));
    }

    /** Whether there is no way back any more. */
    private boolean succeeded(Arguments arguments) {
        return task(arguments).state() == State.SUCCEEDED;
    }

    /** Only where the instance is meant to run: it may have been stopped or terminated since. */
    private void startAgain(Arguments arguments) throws Exception {
        if (power.isMeantToRun(arguments.instance())) {
            power.start(arguments.instance());
        }
    }

    private void swap(Arguments arguments) {
        ReplaceRootVolumeTask task = task(arguments);
        database.writing(transaction -> roots.swap(transaction, task.instance(), task.replaced(), task.replacement()));
    }

    private void end(Arguments arguments) throws Exception {
        if (!succeeded(arguments)) {
            note(arguments, State.FAILING);
            power.shutDown(arguments.instance());
        }
    }

    private void swapBack(Arguments arguments) {
        if (!succeeded(arguments)) {
            ReplaceRootVolumeTask task = task(arguments);
            database.writing(
                    transaction -> roots.swap(transaction, task.instance(), task.replacement(), task.replaced()));
        }
    }

    private void succeed(Arguments arguments) {
        if (succeeded(arguments)) {
            return;
        }
        ReplaceRootVolumeTask task = task(arguments);
        database.writing(transaction -> {
            roots.state(transaction, task.id(), State.SUCCEEDED);
            if (task.deleteReplaced()) {
                deleteVolume.start(transaction, task.replaced());
            } else {
                volumes.state(transaction, task.replaced(), VolumeState.AVAILABLE);
            }
        });
    }

    /** The new volume goes, and nobody has ever seen its content. */
    private void fail(Arguments arguments, Failure reason) {
        ReplaceRootVolumeTask task = task(arguments);
        if (task.state().isEnd()) {
            return;
        }
        log.warn("The root volume of {} cannot be replaced: {}", task.instance(), reason.message());
        database.writing(transaction -> {
            roots.state(transaction, task.id(), State.FAILED);
            deleteVolume.start(transaction, task.replacement());
        });
    }
}
