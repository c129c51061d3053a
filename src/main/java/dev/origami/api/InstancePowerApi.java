package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.DryRun;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.instance.SpotRequests;
import dev.origami.machine.MachineException;
import dev.origami.machine.Machines;
import dev.origami.operation.RebootInstance;
import dev.origami.operation.StartInstance;
import dev.origami.operation.StopInstance;
import dev.origami.operation.TerminateInstance;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/** StartInstances, StopInstances, RebootInstances, TerminateInstances, GetConsoleOutput (source sections 3.3, 3.4). */
public final class InstancePowerApi {
    private final Database database;
    private final InstantSource clock;
    private final Instances instances;
    private final Machines machines;
    private final Supplier<HostCapacity> host;
    private final Operations operations;

    /** What the calls set going. */
    public record Operations(
            StartInstance start, StopInstance stop, RebootInstance reboot, TerminateInstance terminate) {}

    InstancePowerApi(
            Database database,
            InstantSource clock,
            Instances instances,
            Machines machines,
            Supplier<HostCapacity> host,
            Operations operations) {
        this.database = database;
        this.clock = clock;
        this.instances = instances;
        this.machines = machines;
        this.host = host;
        this.operations = operations;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("StartInstances", StartInstancesRequest::builder, this::start)
                .requires("InstanceId"));
        table.add(Operation.ec2("StopInstances", StopInstancesRequest::builder, this::stop)
                .requires("InstanceId")
                .honours("Force", "SkipOsShutdown", "Hibernate"));
        table.add(Operation.ec2("RebootInstances", RebootInstancesRequest::builder, this::reboot)
                .requires("InstanceId"));
        table.add(Operation.ec2("TerminateInstances", TerminateInstancesRequest::builder, this::terminate)
                .requires("InstanceId")
                .honours("Force", "SkipOsShutdown"));
        table.add(Operation.ec2("GetConsoleOutput", GetConsoleOutputRequest::builder, this::getConsoleOutput)
                .requires("InstanceId")
                .honours("Latest"));
    }

    private StartInstancesResponse start(Caller caller, StartInstancesRequest request) {
        @Nullable HostCapacity capacity = DryRun.isBound() ? null : host.get();
        return StartInstancesResponse.builder()
                .startingInstances(changed(caller, request.instanceIds(), (transaction, instance) -> {
                    SpotRequests.requireStartable(transaction.sql(), instance.id());
                    operations.start().submit(transaction, instance, capacity);
                }))
                .build();
    }

    private StopInstancesResponse stop(Caller caller, StopInstancesRequest request) {
        boolean force = Boolean.TRUE.equals(request.force()) || Boolean.TRUE.equals(request.skipOsShutdown());
        return StopInstancesResponse.builder()
                .stoppingInstances(changed(caller, request.instanceIds(), (transaction, instance) -> {
                    if (Boolean.TRUE.equals(request.hibernate())) {
                        throw new ApiException(
                                ErrorCode.UNSUPPORTED_HIBERNATION_CONFIGURATION,
                                "The instance '" + instance.id() + "' is not configured for hibernation.");
                    }
                    SpotRequests.requireStoppable(transaction.sql(), instance.id());
                    operations.stop().submit(transaction, instance, force);
                }))
                .build();
    }

    private RebootInstancesResponse reboot(Caller caller, RebootInstancesRequest request) {
        var _ = changed(
                caller,
                request.instanceIds(),
                (transaction, instance) -> operations.reboot().submit(transaction, instance));
        return RebootInstancesResponse.builder().build();
    }

    /** Zones that hold a protected instance are spared, in the others instances are terminated, and then it is refused. */
    private TerminateInstancesResponse terminate(Caller caller, TerminateInstancesRequest request) {
        boolean force = Boolean.TRUE.equals(request.force()) || Boolean.TRUE.equals(request.skipOsShutdown());
        List<InstanceId> ids = ids(request.instanceIds());
        List<InstanceId> spared = new ArrayList<>();
        List<InstanceStateChange> changes = database.write(transaction -> {
            List<Instance> all = instances.requireOwned(transaction.sql(), caller, ids);
            Set<String> protectedZones = all.stream()
                    .filter(InstancePowerApi::isProtected)
                    .map(Instance::zone)
                    .collect(Collectors.toSet());
            all.stream().filter(InstancePowerApi::isProtected).map(Instance::id).forEach(spared::add);
            if (all.stream().allMatch(instance -> protectedZones.contains(instance.zone()))) {
                throw protectedFromTermination(spared.getFirst());
            }
            return all.stream()
                    .filter(instance -> !protectedZones.contains(instance.zone()))
                    .map(instance -> {
                        operations.terminate().submit(transaction, instance, force);
                        return change(transaction, instance);
                    })
                    .toList();
        });
        if (!spared.isEmpty()) {
            throw protectedFromTermination(spared.getFirst());
        }
        return TerminateInstancesResponse.builder()
                .terminatingInstances(changes)
                .build();
    }

    private GetConsoleOutputResponse getConsoleOutput(Caller caller, GetConsoleOutputRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        Instance instance = database.read(sql -> instances.requireOwned(sql, caller, id));
        if (Boolean.TRUE.equals(request.latest()) && !instance.type().isNitro()) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "This instance type does not support retrieving the latest console logs. Only instance types on the"
                            + " Nitro hypervisor support it.");
        }
        byte[] output;
        try {
            output = machines.console(id);
        } catch (MachineException e) {
            throw new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The console of " + id + " cannot be read: " + e.getMessage());
        }
        var reply = GetConsoleOutputResponse.builder().instanceId(id.value()).timestamp(clock.instant());
        return output.length == 0
                ? reply.build()
                : reply.output(Base64.getEncoder().encodeToString(output)).build();
    }

    private List<InstanceStateChange> changed(
            Caller caller, List<String> wanted, BiConsumer<Transaction, Instance> change) {
        List<InstanceId> ids = ids(wanted);
        return database.write(transaction -> instances.requireOwned(transaction.sql(), caller, ids).stream()
                .map(instance -> {
                    change.accept(transaction, instance);
                    return change(transaction, instance);
                })
                .toList());
    }

    private InstanceStateChange change(Transaction transaction, Instance before) {
        Instance after = instances.get(transaction.sql(), before.id());
        return InstanceStateChange.builder()
                .instanceId(before.id().value())
                .previousState(InstanceWire.state(before.state()))
                .currentState(InstanceWire.state(after.state()))
                .build();
    }

    private static List<InstanceId> ids(List<String> texts) {
        return texts.stream().map(InstanceId::parse).toList();
    }

    private static boolean isProtected(Instance instance) {
        return switch (instance.state()) {
            case PENDING, RUNNING, STOPPING, STOPPED ->
                instance.settings().protection().termination();
            case SHUTTING_DOWN, TERMINATED -> false;
        };
    }

    private static ApiException protectedFromTermination(InstanceId id) {
        return new ApiException(
                ErrorCode.OPERATION_NOT_PERMITTED,
                "The instance '" + id + "' may not be terminated. Modify its 'disableApiTermination' instance attribute"
                        + " and try again.");
    }
}
