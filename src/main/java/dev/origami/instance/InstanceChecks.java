package dev.origami.instance;

import dev.origami.database.Condition;

/** The checks of an instance (source section 3.3): the machine is there at once, its guest comes up later. */
public final class InstanceChecks {
    private final GuestSigns signs;

    public InstanceChecks(GuestSigns signs) {
        this.signs = signs;
    }

    /** How one of the checks stands, in a word, and whether what it asks can be reached. */
    public record Check(String status, String reachability) {
        public static final Check PASSED = new Check("ok", "passed");
        public static final Check BOOTING = new Check("initializing", "initializing");
        public static final Check NONE = new Check("not-applicable", "insufficient-data");
    }

    public Check guest(Instance instance) {
        return isRunning(instance) && !signs.isUp(instance) ? Check.BOOTING : machine(instance);
    }

    /** The host and its disks are there as soon as the machine runs. */
    public Check machine(Instance instance) {
        return isRunning(instance) ? Check.PASSED : Check.NONE;
    }

    /** Whether the guest of a running instance is up, in SQL over {@code instance i}. */
    Condition guestIsUp() {
        return signs.isUp();
    }

    private static boolean isRunning(Instance instance) {
        return instance.state() == InstanceState.RUNNING;
    }
}
