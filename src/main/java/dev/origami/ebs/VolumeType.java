package dev.origami.ebs;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The types of volumes, with the sizes and the performance that may be asked of each (source section 2.3). */
public enum VolumeType {
    STANDARD("standard", 1, 1024, 0, 0),
    IO1("io1", 4, 16384, 100, 64000),
    IO2("io2", 4, 65536, 100, 256000),
    GP2("gp2", 1, 16384, 0, 0),
    GP3("gp3", 1, 65536, 3000, 80000),
    ST1("st1", 125, 16384, 0, 0),
    SC1("sc1", 125, 16384, 0, 0);

    /** What a volume or mapping that names no type is. */
    public static final VolumeType DEFAULT = GP2;

    static final int GP3_IOPS = 3000;
    static final int GP3_THROUGHPUT = 125;
    static final int GP3_THROUGHPUT_MOST = 2000;

    private final String wire;
    private final int smallestGiB;
    private final int largestGiB;
    private final int fewestIops;
    private final int mostIops;

    VolumeType(String wire, int smallestGiB, int largestGiB, int fewestIops, int mostIops) {
        this.wire = wire;
        this.smallestGiB = smallestGiB;
        this.largestGiB = largestGiB;
        this.fewestIops = fewestIops;
        this.mostIops = mostIops;
    }

    /**
     * The type with this name.
     *
     * @throws ApiException {@code UnknownVolumeType}
     */
    public static VolumeType parse(String text) {
        for (VolumeType type : values()) {
            if (type.wire.equals(text)) {
                return type;
            }
        }
        throw new ApiException(
                ErrorCode.UNKNOWN_VOLUME_TYPE, "Unsupported volume type '" + text + "' for volume creation.");
    }

    public String wire() {
        return wire;
    }

    /** Whether a system can be started from it. */
    public boolean canBoot() {
        return switch (this) {
            case STANDARD, IO1, IO2, GP2, GP3 -> true;
            case ST1, SC1 -> false;
        };
    }

    /** What a volume that becomes one of this type has where nothing is said; null where the type takes none. */
    @Nullable
    Integer usualIops() {
        return switch (this) {
            case IO1, IO2, GP3 -> GP3_IOPS;
            case STANDARD, GP2, ST1, SC1 -> null;
        };
    }

    int smallestGiB() {
        return smallestGiB;
    }

    int largestGiB() {
        return largestGiB;
    }

    int fewestIops() {
        return fewestIops;
    }

    int mostIops() {
        return mostIops;
    }
}
