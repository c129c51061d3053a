package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.database.DryRun;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ReservationId;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.operation.LaunchRequest;
import dev.origami.operation.RunInstances;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateFleetError;
import software.amazon.awssdk.services.ec2.model.CreateFleetInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.TargetCapacitySpecificationRequest;

/**
 * CreateFleet of the type {@code instant}: instances from the first of several launch templates and overrides that can
 * be had. Nothing of such a fleet stays but its instances.
 */
final class FleetApi {
    private static final String INSTANT = "instant";
    private static final String ON_DEMAND = "on-demand";
    private static final String FLEET_TAG = Tags.RESERVED + "ec2:fleet-id";

    private final Database database;
    private final RunInstances runInstances;
    private final Supplier<HostCapacity> host;
    private final Instances instances;
    private final TemplateLaunch templates;
    private final LaunchReader reader;
    private final Tags tags;
    private final ClientTokens clientTokens;

    FleetApi(
            Database database,
            RunInstances runInstances,
            Supplier<HostCapacity> host,
            Instances instances,
            LaunchTemplates templates,
            Tags tags,
            ClientTokens clientTokens,
            InstanceLimits limits) {
        this.database = database;
        this.runInstances = runInstances;
        this.host = host;
        this.instances = instances;
        this.templates = new TemplateLaunch(templates);
        this.reader = new LaunchReader(tags, limits);
        this.tags = tags;
        this.clientTokens = clientTokens;
    }

    void addTo(OperationTable table) {
        String template = "LaunchTemplateConfigs.LaunchTemplateSpecification.";
        String override = "LaunchTemplateConfigs.Overrides.";
        String capacity = "TargetCapacitySpecification.";
        table.add(Operation.ec2("CreateFleet", CreateFleetRequest::builder, this::createFleet)
                .requires(capacity + "TotalTargetCapacity")
                .honours("Type", "ClientToken", "TagSpecification.*")
                .honours(template + "LaunchTemplateId", template + "LaunchTemplateName", template + "Version")
                .honours(override + "InstanceType", override + "ImageId", override + "SubnetId")
                .honours(override + "AvailabilityZone", override + "WeightedCapacity", override + "Priority")
                .honours("OnDemandOptions.AllocationStrategy")
                .harmless(capacity + "DefaultTargetCapacityType", ON_DEMAND)
                .harmless(capacity + "SpotTargetCapacity", "0")
                .honours(capacity + "OnDemandTargetCapacity")
                .harmless(capacity + "TargetCapacityUnitType", "units")
                // All instances are of one launch.
                .harmless("OnDemandOptions.SingleInstanceType", "true", "false")
                .harmless("OnDemandOptions.SingleAvailabilityZone", "true", "false"));
    }

    private CreateFleetResponse createFleet(Caller caller, CreateFleetRequest request) {
        if (!INSTANT.equals(request.typeAsString())) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "Fleets of the type '" + (request.typeAsString() == null ? "maintain" : request.typeAsString())
                            + "' are not supported here, only of the type '" + INSTANT + "'.");
        }
        int target = target(request.targetCapacitySpecification());
        List<FleetChoice> choices = FleetChoice.of(request);
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of("instance"))
                .of("instance");
        List<TemplateLaunch.Whole> _ = database.read(sql -> choices.stream()
                .map(choice -> templates.whole(sql, caller, choice.launch(target)))
                .toList());
        clientTokens.requireForm(request.clientToken());
        String fleet = "fleet-" + UUID.randomUUID();
        List<Tag> own = Stream.concat(given.stream(), Stream.of(new Tag(FLEET_TAG, fleet)))
                .toList();
        @Nullable HostCapacity capacity = DryRun.isBound() ? null : host.get();
        List<CreateFleetError> errors = new ArrayList<>();
        for (FleetChoice choice : choices) {
            try {
                String outcome = clientTokens.once(
                        database,
                        caller,
                        request.clientToken(),
                        transaction -> fleet + " " + choices.indexOf(choice) + " "
                                + launched(transaction, caller, choice, target, own, capacity)
                                        .value());
                return made(caller, choices, outcome, errors);
            } catch (ApiException refusal) {
                if (refusal.code() == ErrorCode.DRY_RUN_OPERATION
                        || refusal.code() == ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH) {
                    throw refusal;
                }
                errors.add(CreateFleetError.builder()
                        .launchTemplateAndOverrides(choice.wire())
                        .lifecycle(ON_DEMAND)
                        .errorCode(refusal.code().wire())
                        .errorMessage(refusal.text())
                        .build());
            }
        }
        return CreateFleetResponse.builder().fleetId(fleet).errors(errors).build();
    }

    private ReservationId launched(
            Transaction transaction,
            Caller caller,
            FleetChoice choice,
            int target,
            List<Tag> own,
            @Nullable HostCapacity capacity) {
        TemplateLaunch.Whole whole = templates.whole(transaction.sql(), caller, choice.launch(target));
        LaunchRequest launch = reader.read(
                ImageParameter.resolved(transaction.sql(), caller, whole.request()),
                Stream.concat(whole.tags().stream(), own.stream()).toList());
        return runInstances.submit(transaction, caller, launch, capacity);
    }

    /** @param outcome of this request, or of one before with the same token */
    private CreateFleetResponse made(
            Caller caller, List<FleetChoice> choices, String outcome, List<CreateFleetError> errors) {
        String[] words = outcome.split(" ", -1);
        List<Instance> launched = database.read(sql -> instances.launched(sql, caller, new ReservationId(words[2])));
        CreateFleetInstance.Builder told = CreateFleetInstance.builder()
                .launchTemplateAndOverrides(
                        choices.get(Integer.parseInt(words[1])).wire())
                .lifecycle(ON_DEMAND)
                .instanceIds(
                        launched.stream().map(instance -> instance.id().value()).toList());
        launched.stream()
                .findFirst()
                .ifPresent(first -> told.instanceType(first.settings().type()));
        return CreateFleetResponse.builder()
                .fleetId(words[0])
                .errors(errors)
                .instances(told.build())
                .build();
    }

    private static int target(TargetCapacitySpecificationRequest capacity) {
        int total = capacity.totalTargetCapacity();
        if (total < 1) {
            throw ApiException.invalidValue("TotalTargetCapacity", Integer.toString(total), "Expecting at least 1.");
        }
        Integer onDemand = capacity.onDemandTargetCapacity();
        if (onDemand != null && onDemand != total) {
            throw ApiException.invalidValue(
                    "OnDemandTargetCapacity",
                    onDemand.toString(),
                    "Without Spot Instances it is the TotalTargetCapacity, which is " + total + ".");
        }
        return total;
    }
}
