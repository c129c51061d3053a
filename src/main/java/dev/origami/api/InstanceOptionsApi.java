package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.Instances;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.GetPasswordDataRequest;
import software.amazon.awssdk.services.ec2.model.GetPasswordDataResponse;
import software.amazon.awssdk.services.ec2.model.InstanceMonitoring;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMaintenanceOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMaintenanceOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstancePlacementRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstancePlacementResponse;
import software.amazon.awssdk.services.ec2.model.MonitorInstancesRequest;
import software.amazon.awssdk.services.ec2.model.MonitorInstancesResponse;
import software.amazon.awssdk.services.ec2.model.UnmonitorInstancesRequest;
import software.amazon.awssdk.services.ec2.model.UnmonitorInstancesResponse;

/** What an instance is set to by calls of its own: monitoring, maintenance, placement; and its password, which it has none. */
final class InstanceOptionsApi {
    private static final String DEFAULT = "default";
    private static final String DISABLED = "disabled";

    private final Database database;
    private final Instances instances;
    private final InstantSource clock;

    InstanceOptionsApi(Database database, Instances instances, InstantSource clock) {
        this.database = database;
        this.instances = instances;
        this.clock = clock;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("MonitorInstances", MonitorInstancesRequest::builder, this::monitor)
                .requires("InstanceId"));
        table.add(Operation.ec2("UnmonitorInstances", UnmonitorInstancesRequest::builder, this::unmonitor)
                .requires("InstanceId"));
        table.add(Operation.ec2(
                        "ModifyInstanceMaintenanceOptions",
                        ModifyInstanceMaintenanceOptionsRequest::builder,
                        this::modifyMaintenance)
                .requires("InstanceId")
                .honours("AutoRecovery"));
        table.add(
                Operation.ec2("ModifyInstancePlacement", ModifyInstancePlacementRequest::builder, this::modifyPlacement)
                        .requires("InstanceId")
                        .harmless("Tenancy", DEFAULT)
                        .harmless("Affinity", DEFAULT));
        table.add(Operation.ec2("GetPasswordData", GetPasswordDataRequest::builder, this::getPasswordData)
                .requires("InstanceId"));
    }

    private MonitorInstancesResponse monitor(Caller caller, MonitorInstancesRequest request) {
        return MonitorInstancesResponse.builder()
                .instanceMonitorings(monitoring(caller, request.instanceIds(), true))
                .build();
    }

    private UnmonitorInstancesResponse unmonitor(Caller caller, UnmonitorInstancesRequest request) {
        return UnmonitorInstancesResponse.builder()
                .instanceMonitorings(monitoring(caller, request.instanceIds(), false))
                .build();
    }

    private List<InstanceMonitoring> monitoring(Caller caller, List<String> wanted, boolean on) {
        List<InstanceId> ids = wanted.stream().map(InstanceId::parse).toList();
        return database.write(transaction -> instances.requireOwned(transaction.sql(), caller, ids).stream()
                .map(instance -> {
                    instances.change(
                            transaction, instance.id(), instance.settings().withMonitoring(on));
                    return InstanceMonitoring.builder()
                            .instanceId(instance.id().value())
                            .monitoring(told -> told.state(on ? "enabled" : DISABLED))
                            .build();
                })
                .toList());
    }

    private ModifyInstanceMaintenanceOptionsResponse modifyMaintenance(
            Caller caller, ModifyInstanceMaintenanceOptionsRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        boolean on = database.write(transaction -> {
            InstanceSettings settings =
                    instances.requireOwned(transaction.sql(), caller, id).settings();
            boolean wanted = LaunchReader.autoRecovery(request.autoRecoveryAsString(), settings.autoRecovery());
            instances.change(transaction, id, settings.withAutoRecovery(wanted));
            return wanted;
        });
        return ModifyInstanceMaintenanceOptionsResponse.builder()
                .instanceId(id.value())
                .autoRecovery(on ? DEFAULT : DISABLED)
                .build();
    }

    /** Every instance is where it can be: on the one host, which it shares. Where it is already it can be put. */
    private ModifyInstancePlacementResponse modifyPlacement(Caller caller, ModifyInstancePlacementRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        Instance instance = database.read(sql -> instances.requireOwned(sql, caller, id));
        if (request.tenancyAsString() == null && request.affinityAsString() == null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "At least one of affinity, host ID, tenancy or placement group name is to be given.");
        }
        instances.requireStopped(instance);
        return ModifyInstancePlacementResponse.builder().returnValue(true).build();
    }

    /** Only Windows makes passwords, so there is none, as on EC2 for every other system. */
    private GetPasswordDataResponse getPasswordData(Caller caller, GetPasswordDataRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        Instance instance = database.read(sql -> instances.requireOwned(sql, caller, id));
        return GetPasswordDataResponse.builder()
                .instanceId(instance.id().value())
                .timestamp(clock.instant())
                .passwordData("")
                .build();
    }
}
