package dev.origami.machine;

import dev.origami.block.DiskChain;
import dev.origami.id.InstanceId;
import dev.origami.id.LineageId;
import dev.origami.id.VolumeId;
import dev.origami.id.VpcId;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.SubnetRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The machines that run instances. A machine lives outside of the service: it goes on when the service ends, and is
 * adopted when it starts again. All methods may be called twice, and for a machine that is gone.
 */
public interface Machines {
    /**
     * Starts a machine; returns when its processors run. One of that id that runs already is left as it is.
     *
     * @throws MachineException when it cannot be started; nothing of it stays. Its cause is a {@link
     *     dev.origami.block.BlockKeyGoneException} when the key of an encrypted disk is gone, here and wherever a disk is
     *     opened
     */
    void start(MachineSpec spec) throws MachineException, InterruptedException;

    /** Presses the power button. The end, if the guest listens, is told to the listener. */
    void pressPowerButton(InstanceId id) throws MachineException, InterruptedException;

    /** Ends the machine and its helpers; returns when it is gone. */
    void kill(InstanceId id) throws InterruptedException;

    /** Starts the guest anew, as the reset button does. */
    void reset(InstanceId id) throws MachineException, InterruptedException;

    /** Lets a guest go on that waits because a disk failed. */
    void resume(InstanceId id) throws MachineException, InterruptedException;

    MachineState state(InstanceId id);

    /** Waits until the guest has shut down or its machine is gone; false when it has not in that time. */
    boolean awaitEnd(InstanceId id, Duration patience) throws InterruptedException;

    /** Plugs a disk into a running machine. */
    void attach(InstanceId id, Disk disk) throws MachineException, InterruptedException;

    /**
     * Takes a disk out of a running machine; returns when the guest has let it go.
     *
     * @throws MachineException when the guest does not in that time
     */
    void detach(InstanceId id, VolumeId volume, Duration patience) throws MachineException, InterruptedException;

    /**
     * Makes each volume's writes go to a new overlay from one moment on, the same for all; what was the live overlay
     * no longer changes and holds every write that was acknowledged before. Volumes whose new overlay is live already
     * are left as they are. Answers how long the guest stood still.
     */
    Duration freeze(InstanceId id, List<NewOverlay> overlays) throws MachineException, InterruptedException;

    /**
     * An overlay that becomes live.
     *
     * @param overlay an empty qcow2 file of the volume's size
     * @param lineage under whose key it is encrypted; null when it is not
     */
    record NewOverlay(
            VolumeId volume, Path overlay, @Nullable LineageId lineage) {}

    /**
     * Gives a volume of a running machine more room: its live overlay grows, what is new reads as zeros, and the guest is
     * told.
     *
     * @param sizeBytes not less than what it has
     */
    void resize(InstanceId id, VolumeId volume, long sizeBytes) throws MachineException, InterruptedException;

    /** Lets a running machine use a shorter chain with the same content below its live overlay. */
    void rebase(InstanceId id, VolumeId volume, DiskChain chain) throws MachineException, InterruptedException;

    /** The last 64 KiB of what the guest wrote to its serial console; empty when there is nothing yet. */
    byte[] console(InstanceId id) throws MachineException;

    /**
     * What is on the guest's screen, as a pixmap of Netpbm's form P6.
     *
     * @param wakeUp whether a key is pressed first, which lights a screen that the guest has darkened
     */
    byte[] screen(InstanceId id, boolean wakeUp) throws MachineException, InterruptedException;

    /** The variables of UEFI as the machine's firmware keeps them; empty before it first started. */
    byte[] firmwareVariables(InstanceId id) throws MachineException;

    /** From now on this may pass, and nothing else. */
    void applyRules(InstanceId id, FirewallRules rules) throws MachineException, InterruptedException;

    /**
     * From now on these hold in the subnets of a network, for the machines in it and for those that will be, and for
     * connections that are there already. A subnet of which nothing is said is open.
     */
    void applySubnets(VpcId vpc, List<SubnetRules> rules) throws MachineException, InterruptedException;

    /**
     * From now on these machines are reached at these public addresses; empty for none. Those that do not run are left
     * out. All lose what they had before any gets what it is to have, so addresses may change hands. One that cannot take
     * its own is logged.
     */
    void applyPublicAddresses(Map<InstanceId, String> addresses) throws InterruptedException;

    /**
     * Takes back machines of an earlier life of the service, before anything else is asked of them. A machine that
     * should be there and is not is told to the listener as crashed. One that is there and does not answer runs all the
     * same, and is asked until it does.
     */
    void adopt(List<InstanceId> running);

    /**
     * Removes all that is left of machines that do not run, consoles too, but of these.
     *
     * @param kept asked once, after it is known what is there
     */
    void keepOnly(Supplier<Set<InstanceId>> kept);

    /** Who hears of what machines do by themselves. Set once, before {@link #adopt}. */
    void listen(MachineListener listener);
}
