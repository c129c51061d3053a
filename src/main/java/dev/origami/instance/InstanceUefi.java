package dev.origami.instance;

import dev.origami.database.Transaction;
import dev.origami.id.InstanceId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The variables of UEFI that an instance begins with: its image's, copied at the launch, in EC2's form as base64. */
public final class InstanceUefi {
    private InstanceUefi() {}

    /** Records them for a new instance. */
    public static void put(Transaction transaction, InstanceId id, String data) {
        transaction.sql().execute("INSERT INTO instance_uefi VALUES (?, ?)", id.value(), data);
    }

    /** Empty where the image had none. */
    public static Optional<String> of(Handle sql, InstanceId id) {
        return sql.select("SELECT data FROM instance_uefi WHERE instance = ?", id.value())
                .mapTo(String.class)
                .findOne();
    }
}
