package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.machine.Machines;
import dev.origami.machine.uefi.UefiData;
import java.util.Base64;
import software.amazon.awssdk.services.ec2.model.GetInstanceUefiDataRequest;
import software.amazon.awssdk.services.ec2.model.GetInstanceUefiDataResponse;

/** GetInstanceUefiData (source section 3.4): the variables that the firmware of an instance keeps, as they are now. */
final class InstanceUefiApi {
    private static final String NONE = Base64.getEncoder().encodeToString(UefiData.of(new byte[0]));

    private final Database database;
    private final Instances instances;
    private final UefiVariables variables;

    InstanceUefiApi(Database database, Instances instances, Machines machines) {
        this.database = database;
        this.instances = instances;
        this.variables = new UefiVariables(database, machines);
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("GetInstanceUefiData", GetInstanceUefiDataRequest::builder, this::getInstanceUefiData)
                .requires("InstanceId"));
    }

    private GetInstanceUefiDataResponse getInstanceUefiData(Caller caller, GetInstanceUefiDataRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        Instance instance = database.read(sql -> instances.requireOwned(sql, caller, id));
        if (!UefiVariables.areIn(instance)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION, "The instance '" + id + "' does not boot with UEFI.");
        }
        return GetInstanceUefiDataResponse.builder()
                .instanceId(id.value())
                .uefiData(variables.of(instance).orElse(NONE))
                .build();
    }
}
