package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.TargetCapacitySpecificationRequest;

/** How much a fleet is to have, all of it of one market. */
record FleetTarget(int count, boolean spot) {
    private static final String SPOT = "spot";
    private static final String ON_DEMAND = "on-demand";

    /**
     * Reads it; what is of no market by itself is of the default one.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code UnsupportedOperation} for a fleet of both markets
     */
    static FleetTarget of(TargetCapacitySpecificationRequest capacity) {
        int total = capacity.totalTargetCapacity();
        if (total < 1) {
            throw ApiException.invalidValue("TotalTargetCapacity", Integer.toString(total), "Expecting at least 1.");
        }
        String otherwise = capacity.defaultTargetCapacityTypeAsString();
        if (otherwise != null && !otherwise.equals(SPOT) && !otherwise.equals(ON_DEMAND)) {
            throw ApiException.invalidValue(
                    "DefaultTargetCapacityType", otherwise, "Expecting " + ON_DEMAND + " or " + SPOT + ".");
        }
        int spot = part("SpotTargetCapacity", capacity.spotTargetCapacity(), total);
        int onDemand = part("OnDemandTargetCapacity", capacity.onDemandTargetCapacity(), total);
        int rest = total - spot - onDemand;
        if (rest < 0) {
            throw ApiException.invalidValue(
                    "TotalTargetCapacity",
                    Integer.toString(total),
                    "It is less than SpotTargetCapacity and OnDemandTargetCapacity, which are " + (spot + onDemand)
                            + " together.");
        }
        if (SPOT.equals(otherwise)) {
            spot += rest;
        } else {
            onDemand += rest;
        }
        if (spot > 0 && onDemand > 0) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "Fleets of Spot Instances (" + spot + ") and On-Demand Instances (" + onDemand
                            + ") together are not supported here.");
        }
        return new FleetTarget(total, spot > 0);
    }

    private static int part(String parameter, @Nullable Integer given, int total) {
        if (given != null && (given < 0 || given > total)) {
            throw ApiException.invalidValue(
                    parameter, given.toString(), "Expecting 0 to the TotalTargetCapacity, which is " + total + ".");
        }
        return given == null ? 0 : given;
    }

    /** EC2's word for the market. */
    String lifecycle() {
        return spot ? SPOT : ON_DEMAND;
    }
}
