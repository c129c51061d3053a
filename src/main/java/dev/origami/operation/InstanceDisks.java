package dev.origami.operation;

import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import dev.origami.volume.Attachment;
import dev.origami.volume.AttachmentState;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What becomes of the volumes of an instance in its life. */
public final class InstanceDisks {
    private final Volumes volumes;
    private final DeleteVolume deleteVolume;

    public InstanceDisks(Volumes volumes, DeleteVolume deleteVolume) {
        this.volumes = volumes;
        this.deleteVolume = deleteVolume;
    }

    /** The machine runs: what was being attached is attached. */
    void running(Transaction transaction, InstanceId id) {
        for (Volume volume : volumes.attachedTo(transaction.sql(), id)) {
            Attachment attachment = volume.attachment();
            if (attachment != null && attachment.state() == AttachmentState.ATTACHING) {
                volumes.attached(transaction, volume.id());
            }
        }
    }

    /** The instance is gone: volumes that go with it are deleted, the others are free again. */
    void terminated(Transaction transaction, InstanceId id) {
        for (Volume volume : volumes.attachedTo(transaction.sql(), id)) {
            Attachment attachment = volume.attachment();
            if (attachment != null && attachment.deleteOnTermination()) {
                deleteVolume.start(transaction, volume.id());
            } else {
                volumes.detached(transaction, volume.id(), id);
            }
        }
    }

    /** The instance never ran: nothing of its volumes is kept. */
    void neverRan(Transaction transaction, InstanceId id) {
        for (Volume volume : volumes.attachedTo(transaction.sql(), id)) {
            deleteVolume.start(transaction, volume.id());
        }
    }

    /** What it has. */
    List<Volume> of(Handle sql, InstanceId id) {
        return volumes.attachedTo(sql, id);
    }

    /** Whether some volume of the instance outlives it. */
    boolean someSurvive(Handle sql, InstanceId id) {
        return volumes.attachedTo(sql, id).stream()
                .map(Volume::attachment)
                .anyMatch(attachment -> attachment != null && !attachment.deleteOnTermination());
    }
}
