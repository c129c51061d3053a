package dev.origami.instance;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;

/**
 * The processors of an instance, where its launch says something of them: not more than its type has.
 *
 * @param threads of each core
 */
public record CpuOptions(int cores, int threads) {
    private static final int MOST_THREADS = 2;

    /** What the type has when nothing is said. */
    public static CpuOptions of(InstanceType type) {
        return new CpuOptions(type.vcpus(), 1);
    }

    /**
     * Passes what the type can have.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public CpuOptions requireOf(InstanceType type) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw invalid("ThreadsPerCore", threads, "Expecting 1 or " + MOST_THREADS + ".");
        }
        int most = type.vcpus() / threads;
        if (cores < 1 || cores > most) {
            throw invalid(
                    "CoreCount",
                    cores,
                    most < 1
                            ? "The type " + type.name() + " has one vCPU."
                            : "Expecting 1 to " + most + " for the type " + type.name() + " with " + threads
                                    + " threads per core.");
        }
        return this;
    }

    public int vcpus() {
        return cores * threads;
    }

    private static ApiException invalid(String parameter, int value, String why) {
        return new ApiException(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Value (" + value + ") for parameter CpuOptions." + parameter + " is invalid. " + why);
    }
}
