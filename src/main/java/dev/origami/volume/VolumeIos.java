package dev.origami.volume;

import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/** What volumes' owners decide about blocks that are lost (source section 2.3). */
public final class VolumeIos {
    private final InstantSource clock;

    public VolumeIos(InstantSource clock) {
        this.clock = clock;
    }

    /** What guests meet where a block of the volume is lost. */
    public static VolumeIo of(Handle sql, VolumeId id) {
        return VolumeTable.io(sql, id);
    }

    /** Whether guests go on in any case, from the next start of a machine with it. */
    public void autoEnable(Transaction transaction, VolumeId id, boolean autoEnable) {
        VolumeIo before = of(transaction.sql(), id);
        VolumeTable.io(transaction.sql(), id, new VolumeIo(autoEnable, before.enabledAt()));
    }

    /** Guests go on, from the next start of a machine with it. */
    public void enable(Transaction transaction, VolumeId id) {
        VolumeIo before = of(transaction.sql(), id);
        VolumeTable.io(transaction.sql(), id, new VolumeIo(before.autoEnable(), clock.instant()));
    }
}
