package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.SubnetId;
import dev.origami.instance.InstanceTypes;
import dev.origami.instance.SpotPrices;
import dev.origami.instance.SpotWish;
import dev.origami.operation.LaunchRequest;
import java.math.BigDecimal;
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
    /** Each in the present and the former spelling. */
    private static final List<String> BY_PRICE =
            List.of(LOWEST_PRICE, "lowestPrice", "price-capacity-optimized", "priceCapacityOptimized");

    private static final List<String> AS_THEY_STAND = List.of(
            "diversified",
            "capacity-optimized",
            "capacityOptimized",
            "capacity-optimized-prioritized",
            "capacityOptimizedPrioritized");
    private static final String RESOLVED = "resolve:ssm:";

    /**
     * The choices of a request, the one to be tried first at the head: in that of their priorities or of their Spot
     * prices, where it says so, or else as they stand, since there are no other prices here.
     *
     * @throws ApiException {@code MissingParameter}, {@code InvalidParameterValue}, the {@code Malformed} of an id
     */
    static List<FleetChoice> of(CreateFleetRequest request, boolean spot) {
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
        String ofSpot =
                request.spotOptions() == null ? null : request.spotOptions().allocationStrategyAsString();
        if (ofSpot != null && !BY_PRICE.contains(ofSpot) && !AS_THEY_STAND.contains(ofSpot)) {
            throw ApiException.invalidValue(
                    "AllocationStrategy",
                    ofSpot,
                    "Expecting one of " + String.join(", ", BY_PRICE) + ", " + String.join(", ", AS_THEY_STAND) + ".");
        }
        String strategy = request.onDemandOptions() == null
                ? null
                : request.onDemandOptions().allocationStrategyAsString();
        if (spot) {
            if (ofSpot == null || BY_PRICE.contains(ofSpot)) {
                choices.sort(Comparator.comparing(FleetChoice::price));
            }
        } else if (PRIORITIZED.equals(strategy)) {
            choices.sort(Comparator.comparingDouble(FleetChoice::priority));
        } else if (strategy != null && !BY_PRICE.contains(strategy)) {
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

    /** What its type costs; one whose type only the template knows is tried first. */
    private BigDecimal price() {
        String type = override == null ? null : override.instanceTypeAsString();
        return type == null
                ? BigDecimal.ZERO
                : InstanceTypes.find(type).map(SpotPrices::of).orElse(BigDecimal.ZERO);
    }

    /**
     * The launch in the market of the fleet.
     *
     * @throws ApiException {@code InvalidParameterCombination} when its template asks for the other one
     */
    LaunchRequest lifecycle(LaunchRequest launch, boolean spot) {
        SpotWish terms = launch.spot();
        if (!spot) {
            if (terms != null) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_COMBINATION,
                        "The launch template asks for Spot Instances, and the fleet for On-Demand Instances.");
            }
            return launch;
        }
        BigDecimal most = SpotReader.price("MaxPrice", override == null ? null : override.maxPrice());
        return launch.of(
                terms == null
                        ? new SpotWish(false, false, most)
                        : new SpotWish(terms.persistent(), terms.stops(), most == null ? terms.maxPrice() : most));
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
                    .maxPrice(over.maxPrice())
                    .priority(over.priority()));
        }
        return told.build();
    }
}
