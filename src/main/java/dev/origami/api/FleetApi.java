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

/**
 * CreateFleet of the type {@code instant}: instances from the first of several launch templates and overrides that can
 * be had. Nothing of such a fleet stays but its instances.
 */
final class FleetApi {
    private static final String INSTANT = "instant";
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
                .honours(override + "MaxPrice")
                .honours("OnDemandOptions.AllocationStrategy", "SpotOptions.AllocationStrategy")
                .honours(capacity + "DefaultTargetCapacityType")
                .honours(capacity + "OnDemandTargetCapacity", capacity + "SpotTargetCapacity")
                .harmless("SpotOptions.InstanceInterruptionBehavior", "terminate")
                // Nothing of the fleet acts later.
                .harmless("ReplaceUnhealthyInstances", "false")
                .harmless("TerminateInstancesWithExpiration", "false")
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
        FleetTarget wanted = FleetTarget.of(request.targetCapacitySpecification());
        int target = wanted.count();
        List<FleetChoice> choices = FleetChoice.of(request, wanted.spot());
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
                                + launched(transaction, caller, choice, wanted, own, capacity)
                                        .value());
                return made(caller, wanted, choices, outcome, errors);
            } catch (ApiException refusal) {
                if (refusal.code() == ErrorCode.DRY_RUN_OPERATION
                        || refusal.code() == ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH) {
                    throw refusal;
                }
                errors.add(CreateFleetError.builder()
                        .launchTemplateAndOverrides(choice.wire())
                        .lifecycle(wanted.lifecycle())
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
            FleetTarget wanted,
            List<Tag> own,
            @Nullable HostCapacity capacity) {
        TemplateLaunch.Whole whole = templates.whole(transaction.sql(), caller, choice.launch(wanted.count()));
        LaunchRequest launch = reader.read(
                ImageParameter.resolved(transaction.sql(), caller, whole.request()),
                Stream.concat(whole.tags().stream(), own.stream()).toList());
        return runInstances.submit(transaction, caller, choice.lifecycle(launch, wanted.spot()), capacity);
    }

    /** @param outcome of this request, or of one before with the same token */
    private CreateFleetResponse made(
            Caller caller,
            FleetTarget wanted,
            List<FleetChoice> choices,
            String outcome,
            List<CreateFleetError> errors) {
        String[] words = outcome.split(" ", -1);
        List<Instance> launched = database.read(sql -> instances.launched(sql, caller, new ReservationId(words[2])));
        CreateFleetInstance.Builder told = CreateFleetInstance.builder()
                .launchTemplateAndOverrides(
                        choices.get(Integer.parseInt(words[1])).wire())
                .lifecycle(wanted.lifecycle())
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
}
