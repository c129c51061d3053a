package dev.origami.instance;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Spot Instances cost here: by the processors and the memory of their type, the same in all zones, and for ever. No
 * money is meant; the figures are there for clients that compare them.
 */
public final class SpotPrices {
    /** Since when prices are what they are. */
    public static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    /** US dollars an hour: of a processor, and of a GiB. */
    private static final BigDecimal PROCESSOR = new BigDecimal("0.004");

    private static final BigDecimal GIB = new BigDecimal("0.0005");
    private static final BigDecimal MIB_OF_GIB = new BigDecimal(1024);
    /** On-Demand costs more by this. */
    private static final BigDecimal ON_DEMAND = new BigDecimal("2.5");

    private static final int DIGITS = 6;

    private SpotPrices() {}

    /** US dollars an hour. */
    public static BigDecimal of(InstanceType type) {
        BigDecimal memory = GIB.multiply(new BigDecimal(type.memoryMiB())).divide(MIB_OF_GIB, DIGITS, RoundingMode.UP);
        return PROCESSOR.multiply(new BigDecimal(type.vcpus())).add(memory).setScale(DIGITS, RoundingMode.UP);
    }

    /** What a request pays at most that says nothing of it. */
    public static BigDecimal onDemand(InstanceType type) {
        return of(type).multiply(ON_DEMAND).setScale(DIGITS, RoundingMode.UP);
    }

    /**
     * Passes a request that pays enough.
     *
     * @throws ApiException {@code SpotMaxPriceTooLow}
     */
    public static void require(InstanceType type, @Nullable BigDecimal maxPrice) {
        if (maxPrice != null && maxPrice.compareTo(of(type)) < 0) {
            throw new ApiException(
                    ErrorCode.SPOT_MAX_PRICE_TOO_LOW,
                    "Your Spot request price of " + maxPrice.toPlainString()
                            + " is lower than the minimum required Spot request fulfillment price of "
                            + of(type).toPlainString() + ".");
        }
    }
}
