package dev.origami.api;

import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceUefi;
import dev.origami.machine.MachineException;
import dev.origami.machine.Machines;
import dev.origami.machine.uefi.UefiData;
import java.util.Base64;
import java.util.Optional;

/** The variables that the firmware of an instance keeps, as they are now: what its guest has changed included. */
final class UefiVariables {
    private static final String UEFI = "uefi";

    private final Database database;
    private final Machines machines;

    UefiVariables(Database database, Machines machines) {
        this.database = database;
        this.machines = machines;
    }

    static boolean areIn(Instance instance) {
        return instance.image().currentBootMode().equals(UEFI);
    }

    /**
     * The variables in EC2's form, as base64; empty when there are none yet.
     *
     * @throws ApiException {@code InternalError} when they cannot be read
     */
    Optional<String> of(Instance instance) {
        InstanceId id = instance.id();
        byte[] store;
        try {
            store = machines.firmwareVariables(id);
        } catch (MachineException e) {
            throw new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The UEFI data of " + id + " cannot be read: " + e.getMessage());
        }
        return UefiData.hasVariables(store)
                ? Optional.of(Base64.getEncoder().encodeToString(UefiData.of(store)))
                : database.read(sql -> InstanceUefi.of(sql, id));
    }
}
