package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.instance.SpotWish;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceMarketOptionsRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SpotMarketOptions;

/** Reads whether a launch is of Spot Instances, and on which terms. */
final class SpotReader {
    private static final String SPOT = "spot";
    private static final String ONE_TIME = "one-time";
    private static final String PERSISTENT = "persistent";
    private static final String TERMINATE = "terminate";
    private static final String STOP = "stop";

    private SpotReader() {}

    /**
     * The terms of a launch; null when it is On-Demand.
     *
     * @throws ApiException {@code MissingParameter}, {@code InvalidParameterValue}, {@code UnsupportedOperation},
     *     {@code InvalidParameterCombination}
     */
    static @Nullable SpotWish read(RunInstancesRequest request) {
        InstanceMarketOptionsRequest market = request.instanceMarketOptions();
        if (market == null) {
            return null;
        }
        if (market.marketTypeAsString() == null) {
            throw ApiException.missing("InstanceMarketOptions.MarketType");
        }
        if (!market.marketTypeAsString().equals(SPOT)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The market type '" + market.marketTypeAsString() + "' is not supported here, only '" + SPOT
                            + "'.");
        }
        if (Boolean.TRUE.equals(request.disableApiTermination())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Termination protection cannot be enabled for Spot Instances.");
        }
        SpotMarketOptions options = market.spotOptions();
        if (options == null) {
            return new SpotWish(false, false, null);
        }
        SpotWish wish = terms(
                options.spotInstanceTypeAsString(),
                options.instanceInterruptionBehaviorAsString(),
                price("MaxPrice", options.maxPrice()));
        if (wish.persistent() != wish.stops()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    wish.persistent()
                            ? "Persistent Spot Instance requests are only supported when the instance interruption"
                                    + " behavior is either hibernate or stop."
                            : "The instance interruption behavior '" + STOP
                                    + "' is only supported with persistent Spot Instance requests.");
        }
        return wish;
    }

    /** The terms in the words that all operations have for them. */
    static SpotWish terms(@Nullable String type, @Nullable String interruption, @Nullable BigDecimal maxPrice) {
        if (type != null && !type.equals(ONE_TIME) && !type.equals(PERSISTENT)) {
            throw ApiException.invalidValue(
                    "spotInstanceType", type, "Expecting " + ONE_TIME + " or " + PERSISTENT + ".");
        }
        if (interruption != null && !interruption.equals(TERMINATE) && !interruption.equals(STOP)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The instance interruption behavior '" + interruption + "' is not supported here, only '"
                            + TERMINATE + "' and '" + STOP + "'.");
        }
        return new SpotWish(PERSISTENT.equals(type), STOP.equals(interruption), maxPrice);
    }

    /** US dollars an hour; null when nothing is said. */
    static @Nullable BigDecimal price(String parameter, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?") || new BigDecimal(text).signum() == 0) {
            throw ApiException.invalidValue(parameter, text, "Expecting US dollars an hour, more than 0.");
        }
        return new BigDecimal(text);
    }

    static String type(SpotWish wish) {
        return wish.persistent() ? PERSISTENT : ONE_TIME;
    }

    static String interruption(SpotWish wish) {
        return wish.stops() ? STOP : TERMINATE;
    }
}
