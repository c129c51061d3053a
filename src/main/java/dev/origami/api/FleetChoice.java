package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.id.ImageId;
import dev.origami.id.SubnetId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateAndOverridesResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** One of the launches that a fleet leaves the choice of: a template, and what is said over it. */
record FleetChoice(
        FleetLaunchTemplateSpecificationRequest template,
        @Nullable FleetLaunchTemplateOverridesRequest override) {
    private static final String PRIORITIZED = "prioritized";
    private static final String LOWEST_PRICE = "lowest-price";
    private static final String RESOLVED = "resolve:ssm:";

    /**
     * The choices of a request, the one to be tried first at the head: in their order, where prices are to tell, since
     * there are none here; or in that of their priorities.
     *
     * @throws ApiException {@code MissingParameter}, {@code InvalidParameterValue}, the {@code Malformed} of an id
     */
    static List<FleetChoice> of(CreateFleetRequest request) {
        List<FleetChoice> choices = new ArrayList<>();
        for (FleetLaunchTemplateConfigRequest config : request.launchTemplateConfigs()) {
            if (config.launchTemplateSpecification() == null) {
                throw ApiException.missing("LaunchTemplateConfigs.LaunchTemplateSpecification");
            }
            if (config.overrides().isEmpty()) {
                choices.add(new FleetChoice(config.launchTemplateSpecification(), null));
            }
            for (FleetLaunchTemplateOverridesRequest override : config.overrides()) {
                requireWellFormed(override);
                choices.add(new FleetChoice(config.launchTemplateSpecification(), override));
            }
        }
        if (choices.isEmpty()) {
            throw ApiException.missing("LaunchTemplateConfigs");
        }
        String strategy = request.onDemandOptions() == null
                ? null
                : request.onDemandOptions().allocationStrategyAsString();
        if (PRIORITIZED.equals(strategy)) {
            choices.sort(Comparator.comparingDouble(FleetChoice::priority));
        } else if (strategy != null && !strategy.equals(LOWEST_PRICE)) {
            throw ApiException.invalidValue(
                    "AllocationStrategy", strategy, "Expecting " + LOWEST_PRICE + " or " + PRIORITIZED + ".");
        }
        return choices;
    }

    private static void requireWellFormed(FleetLaunchTemplateOverridesRequest override) {
        if (override.subnetId() != null) {
            var _ = SubnetId.parse(override.subnetId());
        }
        if (override.imageId() != null && !override.imageId().startsWith(RESOLVED)) {
            var _ = ImageId.parse(override.imageId());
        }
        Double weight = override.weightedCapacity();
        if (weight != null && weight <= 0) {
            throw ApiException.invalidValue("WeightedCapacity", weight.toString(), "Expecting more than 0.");
        }
    }

    /** The lower it is, the sooner it is tried; one without comes last. */
    private double priority() {
        return override == null || override.priority() == null ? Double.MAX_VALUE : override.priority();
    }

    /** The launch that makes up the capacity, with all of its instances or none. */
    RunInstancesRequest launch(int capacity) {
        RunInstancesRequest.Builder launch = RunInstancesRequest.builder()
                .launchTemplate(LaunchTemplateSpecification.builder()
                        .launchTemplateId(template.launchTemplateId())
                        .launchTemplateName(template.launchTemplateName())
                        .version(template.version())
                        .build());
        double weight = 1;
        if (override != null) {
            launch.instanceType(override.instanceTypeAsString())
                    .imageId(override.imageId())
                    .subnetId(override.subnetId());
            String zone = override.availabilityZone();
            if (zone != null) {
                launch.placement(placement -> placement.availabilityZone(zone));
            }
            weight = override.weightedCapacity() == null ? 1 : override.weightedCapacity();
        }
        int count = (int) Math.ceil(capacity / weight);
        return launch.minCount(count).maxCount(count).build();
    }

    LaunchTemplateAndOverridesResponse wire() {
        LaunchTemplateAndOverridesResponse.Builder told = LaunchTemplateAndOverridesResponse.builder()
                .launchTemplateSpecification(spec -> spec.launchTemplateId(template.launchTemplateId())
                        .launchTemplateName(template.launchTemplateName())
                        .version(template.version()));
        FleetLaunchTemplateOverridesRequest over = override;
        if (over != null) {
            told.overrides(same -> same.instanceType(over.instanceTypeAsString())
                    .imageId(over.imageId())
                    .subnetId(over.subnetId())
                    .availabilityZone(over.availabilityZone())
                    .weightedCapacity(over.weightedCapacity())
                    .priority(over.priority()));
        }
        return told.build();
    }
}
