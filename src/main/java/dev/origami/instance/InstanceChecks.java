package dev.origami.instance;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checks of an instance (source section 3.3): its machine is there at once, its guest comes up later. */
public final class InstanceChecks {
    private final GuestSigns signs;

    public InstanceChecks(GuestSigns signs) {
        this.signs = signs;
    }

    /**
     * How one of the checks stands, in a word, and whether what it asks can be reached.
     *
     * @param impairedSince null unless it is impaired
     */
    public record Check(
            String status, String reachability, @Nullable Instant impairedSince) {
        static final Check PASSED = new Check("ok", "passed", null);
        static final Check BOOTING = new Check("initializing", "initializing", null);
        static final Check UNKNOWN = new Check("insufficient-data", "insufficient-data", null);
        public static final Check NONE = new Check("not-applicable", "insufficient-data", null);

        static Check impaired(Instant since) {
            return new Check("impaired", "failed", since);
        }
    }

    /** Whether the guest has booted; of one whose machine does not answer nothing can be told. */
    public Check guest(Instance instance) {
        if (!isRunning(instance)) {
            return Check.NONE;
        }
        if (signs.silentSince(instance).isPresent()) {
            return Check.UNKNOWN;
        }
        return signs.isUp(instance)
                ? Check.PASSED
                : signs.hadTimeAt(instance).map(Check::impaired).orElse(Check.BOOTING);
    }

    /** Whether the machine that the guest runs on answers. */
    public Check machine(Instance instance) {
        Optional<Check> silent = signs.silentSince(instance).map(Check::impaired);
        return isRunning(instance) ? silent.orElse(Check.PASSED) : Check.NONE;
    }

    /** The disks are there as soon as the machine runs; what is lost of one is told of the volume. */
    public Check disks(Instance instance) {
        return isRunning(instance) ? Check.PASSED : Check.NONE;
    }

    GuestSigns signs() {
        return signs;
    }

    private static boolean isRunning(Instance instance) {
        return instance.state() == InstanceState.RUNNING;
    }
}
