package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.ReplaceRootVolumeTaskId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.volume.ReplaceRootVolumeTask.Content;
import dev.origami.volume.ReplaceRootVolumeTask.State;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of root volumes and of their replacement (source section 3.4): one task of an instance at a time, and at each
 * moment the instance has one root volume.
 */
public final class RootVolumes {
    private final InstantSource clock;

    /**
     * What a task is to do.
     *
     * @param image what was asked for; null when not
     * @param snapshot the same
     */
    public record Wish(@Nullable ImageId image, @Nullable SnapshotId snapshot, boolean deleteReplaced) {}

    public RootVolumes(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The volume that an instance has as its root, and nothing is being done to.
     *
     * @throws ApiException {@code IncorrectState}
     */
    public Volume require(Handle sql, InstanceId instance, String rootDevice) {
        Volume root = VolumeTable.attachedTo(sql, instance).stream()
                .filter(volume -> volume.attachment() != null
                        && volume.attachment().device().equals(rootDevice)
                        && volume.attachment().state() == AttachmentState.ATTACHED)
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INCORRECT_STATE,
                        "The instance '" + instance + "' has no root volume attached at " + rootDevice + "."));
        RootTaskTable.of(sql, instance).stream()
                .filter(task -> !task.state().isEnd())
                .findFirst()
                .ifPresent(task -> {
                    throw new ApiException(
                            ErrorCode.INCORRECT_STATE,
                            "The root volume of the instance '" + instance + "' is being replaced by the task "
                                    + task.id() + ".");
                });
        return root;
    }

    /** What the instance's root volume was made of when the instance was launched. */
    public Content atLaunch(Handle sql, Volume root, InstanceId instance) {
        List<ReplaceRootVolumeTask> tasks = RootTaskTable.of(sql, instance);
        return tasks.isEmpty()
                ? new Content(root.snapshot(), VolumeTable.base(sql, root.id()), root.lineage())
                : tasks.getFirst().launch();
    }

    /** The root volumes that the instance has and had, those that are deleted too. */
    public Set<VolumeId> lineage(Handle sql, Volume root, InstanceId instance) {
        Set<VolumeId> all = new HashSet<>(Set.of(root.id()));
        RootTaskTable.of(sql, instance).stream()
                .filter(task -> task.state() == State.SUCCEEDED)
                .forEach(task -> all.addAll(List.of(task.replaced(), task.replacement())));
        return all;
    }

    /** Records a task, pending, whose new volume is recorded already. */
    public ReplaceRootVolumeTask begin(
            Transaction transaction, Caller caller, InstanceId instance, Volume root, VolumeId replacement, Wish wish) {
        Handle sql = transaction.sql();
        List<ReplaceRootVolumeTask> before = RootTaskTable.of(sql, instance);
        ReplaceRootVolumeTask task = new ReplaceRootVolumeTask(
                ReplaceRootVolumeTaskId.create(),
                before.isEmpty() ? 1 : before.getFirst().number() + 1,
                instance,
                caller.account(),
                caller.region(),
                State.PENDING,
                wish.image(),
                wish.snapshot(),
                wish.deleteReplaced(),
                root.id(),
                replacement,
                atLaunch(sql, root, instance),
                clock.instant(),
                null);
        RootTaskTable.insert(sql, task);
        return task;
    }

    public Optional<ReplaceRootVolumeTask> find(Handle sql, ReplaceRootVolumeTaskId id) {
        return RootTaskTable.find(sql, id);
    }

    /** The caller's tasks. */
    public List<ReplaceRootVolumeTask> of(Handle sql, Caller caller) {
        return RootTaskTable.of(sql, caller);
    }

    /**
     * A task of the caller's own.
     *
     * @throws ApiException {@code InvalidReplaceRootVolumeTaskId.NotFound}
     */
    public ReplaceRootVolumeTask requireOwned(Handle sql, Caller caller, ReplaceRootVolumeTaskId id) {
        return RootTaskTable.find(sql, id)
                .filter(task ->
                        task.owner().equals(caller.account()) && task.region().equals(caller.region()))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_REPLACE_ROOT_VOLUME_TASK_ID_NOT_FOUND,
                        "The replace root volume task '" + id + "' does not exist."));
    }

    /** Notes how far a task is that has not ended. */
    public void state(Transaction transaction, ReplaceRootVolumeTaskId id, State state) {
        boolean open = RootTaskTable.find(transaction.sql(), id)
                .filter(task -> !task.state().isEnd())
                .isPresent();
        if (open) {
            RootTaskTable.state(transaction.sql(), id, state, state.isEnd() ? clock.instant() : null);
        }
    }

    /**
     * One volume takes the other's place at the instance. Until it is said what becomes of the other, that is in use and
     * nobody's. Nothing happens when it was done before.
     */
    public void swap(Transaction transaction, InstanceId instance, VolumeId out, VolumeId in) {
        Handle sql = transaction.sql();
        Attachment attachment = VolumeTable.find(sql, out)
                .map(Volume::attachment)
                .filter(found -> found.instance().equals(instance))
                .orElse(null);
        if (attachment == null) {
            return;
        }
        boolean _ = VolumeTable.detach(sql, out, instance);
        VolumeTable.attach(
                sql,
                in,
                new Attachment(
                        instance,
                        attachment.device(),
                        AttachmentState.ATTACHED,
                        attachment.deleteOnTermination(),
                        clock.instant()));
        VolumeTable.state(sql, in, VolumeState.IN_USE);
    }
}
