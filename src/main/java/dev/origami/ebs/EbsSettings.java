package dev.origami.ebs;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A disk as asked for: size, type and performance, within the limits of the type (source section 2.3). The performance
 * is kept and shown, not enforced.
 *
 * @param iops operations a second; null for the types that take none
 * @param throughput MiB a second; null for all types but gp3
 */
public record EbsSettings(
        int sizeGiB,
        VolumeType type,
        @Nullable Integer iops,
        @Nullable Integer throughput) {
    private static final int GP2_IOPS_PER_GIB = 3;
    private static final int GP2_FEWEST_IOPS = 100;
    private static final int GP2_MOST_IOPS = 16000;

    /**
     * Passes what was asked for, with the type's defaults where nothing was.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidParameterCombination}, {@code MissingParameter}
     */
    public static EbsSettings of(int sizeGiB, VolumeType type, @Nullable Integer iops, @Nullable Integer throughput) {
        requireSize(sizeGiB, type);
        return switch (type) {
            case STANDARD, GP2, ST1, SC1 -> {
                refuse("iops", iops, type);
                refuse("throughput", throughput, type);
                yield new EbsSettings(sizeGiB, type, null, null);
            }
            case IO1, IO2 -> {
                refuse("throughput", throughput, type);
                if (iops == null) {
                    throw ApiException.missing("iops");
                }
                yield new EbsSettings(sizeGiB, type, inRange("iops", iops, type.fewestIops(), type.mostIops()), null);
            }
            case GP3 ->
                new EbsSettings(
                        sizeGiB,
                        type,
                        inRange("iops", iops == null ? VolumeType.GP3_IOPS : iops, type.fewestIops(), type.mostIops()),
                        inRange(
                                "throughput",
                                throughput == null ? VolumeType.GP3_THROUGHPUT : throughput,
                                VolumeType.GP3_THROUGHPUT,
                                VolumeType.GP3_THROUGHPUT_MOST));
        };
    }

    /**
     * Passes a change of a disk. What it does not name stays; a new type begins with its own performance.
     *
     * @throws ApiException as {@link #of}; {@code InvalidParameterValue} for a smaller size
     */
    public EbsSettings changed(
            @Nullable Integer newSizeGiB,
            @Nullable VolumeType newType,
            @Nullable Integer newIops,
            @Nullable Integer newThroughput) {
        if (newSizeGiB != null && newSizeGiB < sizeGiB) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "New size cannot be smaller than existing size: " + newSizeGiB + "GiB is less than " + sizeGiB
                            + "GiB.");
        }
        boolean sameType = newType == null || newType == type;
        VolumeType wanted = newType == null ? type : newType;
        return of(
                newSizeGiB == null ? sizeGiB : newSizeGiB,
                wanted,
                newIops != null ? newIops : sameType ? iops : wanted.usualIops(),
                newThroughput != null || !sameType ? newThroughput : throughput);
    }

    /** What a volume of it shows as its IOPS: of gp2 the baseline; null where the type has no such figure. */
    public @Nullable Integer shownIops() {
        return switch (type) {
            case GP2 -> Math.clamp((long) sizeGiB * GP2_IOPS_PER_GIB, GP2_FEWEST_IOPS, GP2_MOST_IOPS);
            case IO1, IO2, GP3 -> iops;
            case STANDARD, ST1, SC1 -> null;
        };
    }

    private static void requireSize(int sizeGiB, VolumeType type) {
        if (sizeGiB < type.smallestGiB()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Volume of " + sizeGiB + "GiB is too small for volume type " + type.wire() + "; minimum is "
                            + type.smallestGiB() + "GiB.");
        }
        if (sizeGiB > type.largestGiB()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Volume of " + sizeGiB + "GiB is too large for volume type " + type.wire() + "; maximum is "
                            + type.largestGiB() + "GiB.");
        }
    }

    private static void refuse(String parameter, @Nullable Integer value, VolumeType type) {
        if (value != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter " + parameter + " is not supported for " + type.wire() + " volumes.");
        }
    }

    private static int inRange(String parameter, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Volume " + parameter + " of " + value + " is not within " + least + " to " + most + ".");
        }
        return value;
    }
}
