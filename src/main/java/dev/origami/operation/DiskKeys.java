package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.encryption.KeyRefusals;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.workflow.Failure;
import dev.origami.workflow.StepFailedException;
import org.jdbi.v3.core.Handle;

/** Asks whether an instance may begin to use its encrypted volumes. One that runs goes on with them whatever comes. */
public final class DiskKeys {
    private final Database database;
    private final Instances instances;
    private final Volumes volumes;
    private final Lineages lineages;

    public DiskKeys(Database database, Instances instances, Volumes volumes, Lineages lineages) {
        this.database = database;
        this.instances = instances;
        this.volumes = volumes;
        this.lineages = lineages;
    }

    /** Passes an instance whose owner may use the keys of all of its volumes now. */
    void require(InstanceId id) throws StepFailedException {
        try {
            boolean _ = database.read(sql -> ask(sql, id));
        } catch (ApiException refusal) {
            Failure reason = KeyRefusals.reason(refusal);
            throw new StepFailedException(reason.code(), reason.message());
        }
    }

    private boolean ask(Handle sql, InstanceId id) {
        Instance instance = instances.get(sql, id);
        Caller owner = new Caller(instance.owner(), instance.region(), "ec2");
        for (Volume volume : volumes.attachedTo(sql, id)) {
            Lineage lineage = volume.lineage();
            if (lineage != null) {
                lineages.requireUsable(sql, owner, lineage.id());
            }
        }
        return true;
    }
}
