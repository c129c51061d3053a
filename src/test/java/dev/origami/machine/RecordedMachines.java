package dev.origami.machine;

import dev.origami.block.DiskChain;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.id.VpcId;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.Nic;
import dev.origami.machine.network.SubnetRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Machines without guests: they start, stand still and end as real ones do, remember what was asked of them, and a test
 * plays the guest.
 */
public final class RecordedMachines implements Machines {
    /** A machine that is there. */
    public record Machine(MachineSpec spec, MachineState state, FirewallRules rules, int resets) {}

    private final Map<InstanceId, Machine> machines = new HashMap<>();
    private final Map<InstanceId, byte[]> consoles = new HashMap<>();
    private final Map<VpcId, List<SubnetRules>> subnets = new HashMap<>();
    private final Set<InstanceId> deaf = new HashSet<>();
    private final Map<InstanceId, Integer> unheard = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private @Nullable MachineListener listener;
    private @Nullable String refusal;
    private @Nullable String oneRefusal;
    private boolean holding;
    private boolean addressesLost;

    /** From now on no machine can be started, for this reason; null: they can. */
    public synchronized void refuseToStart(@Nullable String reason) {
        refusal = reason;
    }

    /** The next start fails, for this reason, and no other does. */
    public synchronized void refuseOneStart(String reason) {
        oneRefusal = reason;
    }

    /** From now on a start takes until {@link #letStart}. */
    public synchronized void holdStarts() {
        holding = true;
    }

    public synchronized void letStart() {
        holding = false;
        notifyAll();
    }

    /** What addresses machines are to have is not heard of, until the service starts again. */
    public synchronized void loseAddresses() {
        addressesLost = true;
    }

    /** This guest does not listen to the power button. */
    public synchronized void ignorePowerButton(InstanceId id) {
        boolean _ = deaf.add(id);
    }

    /** This guest is still booting: it does not hear the power button the next times that it is pressed. */
    public synchronized void missPowerButton(InstanceId id, int times) {
        unheard.put(id, times);
    }

    /** The guest shuts itself down. */
    public void shutDownByGuest(InstanceId id) {
        change(id, MachineState.SHUT_DOWN);
        listener().guestShutDown(id);
    }

    /** The guest brings its network card up. */
    public void bringNetworkUp(InstanceId id) {
        listener().networkIsUp(id);
    }

    /** The machine answers, or does not any more. */
    public void answers(InstanceId id, boolean answers) {
        listener().answers(id, answers);
    }

    /** The guest shuts itself down, and the listener does not hear of it. */
    public void powerOff(InstanceId id) {
        change(id, MachineState.SHUT_DOWN);
    }

    /** The nodes of the disks that a machine has; none when it is gone. */
    public synchronized List<String> disks(InstanceId id) {
        Machine machine = machines.get(id);
        return machine == null
                ? List.of()
                : machine.spec().disks().stream().map(Disk::node).toList();
    }

    /** The machine's process dies. */
    public void crash(InstanceId id, String reason) {
        synchronized (this) {
            machines.remove(id);
        }
        listener().crashed(id, reason);
    }

    /** The process dies while nobody listens. */
    public synchronized void vanish(InstanceId id) {
        machines.remove(id);
    }

    public synchronized void write(InstanceId id, String text) {
        consoles.put(id, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public synchronized @Nullable Machine machine(InstanceId id) {
        return machines.get(id);
    }

    /** What was asked, in order: {@code start i-…}, {@code button i-…}, {@code kill i-…}, {@code reset i-…}. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public synchronized void start(MachineSpec spec) throws MachineException, InterruptedException {
        asked.add("start " + spec.id());
        while (holding) {
            wait();
        }
        if (refusal != null) {
            throw new MachineException(refusal);
        }
        if (oneRefusal != null) {
            String reason = oneRefusal;
            oneRefusal = null;
            throw new MachineException(reason);
        }
        machines.putIfAbsent(
                spec.id(), new Machine(spec, MachineState.RUNNING, spec.nic().rules(), 0));
    }

    @Override
    public void pressPowerButton(InstanceId id) {
        boolean listens;
        synchronized (this) {
            asked.add("button " + id);
            boolean missed = unheard.merge(id, -1, Integer::sum) >= 0;
            listens = machines.containsKey(id) && !deaf.contains(id) && !missed;
        }
        if (listens) {
            shutDownByGuest(id);
        }
    }

    @Override
    public synchronized void kill(InstanceId id) {
        asked.add("kill " + id);
        machines.remove(id);
        notifyAll();
    }

    @Override
    public synchronized void reset(InstanceId id) throws MachineException {
        asked.add("reset " + id);
        Machine machine = machines.get(id);
        if (machine == null) {
            throw new MachineException("there is no such machine");
        }
        machines.put(id, new Machine(machine.spec(), MachineState.RUNNING, machine.rules(), machine.resets() + 1));
    }

    @Override
    public void resume(InstanceId id) {
        change(id, MachineState.RUNNING);
    }

    @Override
    public synchronized MachineState state(InstanceId id) {
        Machine machine = machines.get(id);
        return machine == null ? MachineState.GONE : machine.state();
    }

    /** Guests here have made up their mind at once, so there is nothing to wait for. */
    @Override
    public boolean awaitEnd(InstanceId id, Duration patience) {
        return state(id) != MachineState.RUNNING;
    }

    @Override
    public synchronized void attach(InstanceId id, Disk disk) throws MachineException {
        asked.add("attach " + disk.node());
        List<Disk> disks = new ArrayList<>(there(id).spec().disks());
        boolean _ = disks.removeIf(other -> other.node().equals(disk.node()));
        disks.add(disk);
        disks(id, disks);
    }

    @Override
    public synchronized void detach(InstanceId id, VolumeId volume, Duration patience) throws MachineException {
        asked.add("detach " + Disk.nodeOf(volume));
        if (!machines.containsKey(id)) {
            return;
        }
        List<Disk> disks = new ArrayList<>(there(id).spec().disks());
        boolean _ = disks.removeIf(disk -> disk.node().equals(Disk.nodeOf(volume)));
        disks(id, disks);
    }

    /** Volumes that have their new overlay already are left as they are. */
    @Override
    public synchronized Duration freeze(InstanceId id, List<NewOverlay> overlays) throws MachineException {
        asked.add("freeze " + id);
        for (NewOverlay overlay : overlays) {
            change(
                    id,
                    overlay.volume(),
                    chain -> chain.live().equals(overlay.overlay()) ? chain : chain.frozenUnder(overlay.overlay()));
        }
        return Duration.ZERO;
    }

    /** As QEMU does: the file itself grows. */
    @Override
    public synchronized void resize(InstanceId id, VolumeId volume, long sizeBytes)
            throws MachineException, InterruptedException {
        asked.add("resize " + Disk.nodeOf(volume) + " " + sizeBytes);
        for (Disk disk : there(id).spec().disks()) {
            if (disk instanceof Disk.Volume found && found.id().equals(volume)) {
                grow(found.chain().live(), sizeBytes);
            }
        }
    }

    private static void grow(Path overlay, long sizeBytes) throws MachineException, InterruptedException {
        try {
            Process resize = new ProcessBuilder(
                            "qemu-img", "resize", "-q", "-f", "qcow2", overlay.toString(), Long.toString(sizeBytes))
                    .inheritIO()
                    .start();
            if (resize.waitFor() != 0) {
                throw new MachineException("the overlay cannot be made larger: " + overlay);
            }
        } catch (IOException e) {
            throw new MachineException("there is no qemu-img", e);
        }
    }

    @Override
    public synchronized void rebase(InstanceId id, VolumeId volume, DiskChain chain) throws MachineException {
        asked.add("rebase " + Disk.nodeOf(volume));
        change(id, volume, _ -> chain);
    }

    @Override
    public synchronized byte[] console(InstanceId id) {
        return consoles.getOrDefault(id, new byte[0]);
    }

    /** One white pixel. */
    @Override
    public synchronized byte[] screen(InstanceId id, boolean wakeUp) {
        asked.add((wakeUp ? "wake " : "look at ") + id);
        return "P6\n1 1\n255\n\u00ff\u00ff\u00ff".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public synchronized byte[] firmwareVariables(InstanceId id) {
        return new byte[0];
    }

    @Override
    public synchronized void applyRules(InstanceId id, FirewallRules rules) {
        machines.computeIfPresent(
                id, (_, machine) -> new Machine(machine.spec(), machine.state(), rules, machine.resets()));
    }

    @Override
    public synchronized void applySubnets(VpcId vpc, List<SubnetRules> rules) {
        subnets.put(vpc, rules);
    }

    /** What was last said of the subnets of a network; empty when nothing was. */
    public synchronized List<SubnetRules> subnets(VpcId vpc) {
        return subnets.getOrDefault(vpc, List.of());
    }

    @Override
    public synchronized void applyPublicAddresses(Map<InstanceId, String> addresses) {
        if (addressesLost) {
            return;
        }
        addresses.forEach((id, address) -> {
            Machine machine = machines.get(id);
            if (machine != null) {
                Nic nic = machine.spec().nic().withPublicIp(address);
                machines.put(id, with(machine, machine.spec().disks(), nic));
            }
        });
    }

    @Override
    public void adopt(List<InstanceId> running) {
        synchronized (this) {
            addressesLost = false;
        }
        for (InstanceId id : running) {
            switch (state(id)) {
                case GONE -> listener().crashed(id, "the process was gone");
                case SHUT_DOWN -> listener().guestShutDown(id);
                case RUNNING -> {}
            }
        }
    }

    @Override
    public synchronized void listen(MachineListener heard) {
        listener = heard;
    }

    private synchronized MachineListener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    private void change(InstanceId id, VolumeId volume, UnaryOperator<DiskChain> changed) throws MachineException {
        disks(
                id,
                there(id).spec().disks().stream()
                        .map(disk -> switch (disk) {
                            case Disk.Volume v
                            when v.id().equals(volume) ->
                                (Disk) new Disk.Volume(
                                        v.id(), changed.apply(v.chain()), v.device(), v.boots(), v.reportsReadErrors());
                            case Disk.Volume v -> v;
                            case Disk.Blank b -> b;
                        })
                        .toList());
    }

    private Machine there(InstanceId id) throws MachineException {
        Machine machine = machines.get(id);
        if (machine == null) {
            throw new MachineException("there is no such machine");
        }
        return machine;
    }

    @Override
    public synchronized void keepOnly(Supplier<Set<InstanceId>> kept) {
        consoles.keySet().retainAll(kept.get());
    }

    private void disks(InstanceId id, List<Disk> disks) throws MachineException {
        Machine machine = there(id);
        machines.put(id, with(machine, disks, machine.spec().nic()));
    }

    private static Machine with(Machine machine, List<Disk> disks, Nic nic) {
        MachineSpec old = machine.spec();
        MachineSpec spec = new MachineSpec(
                old.id(),
                old.uuid(),
                old.instanceType(),
                old.architecture(),
                old.firmware(),
                old.firmwareOptions(),
                old.vcpus(),
                old.threadsPerCore(),
                old.memoryMiB(),
                disks,
                old.vpc(),
                nic,
                old.metadataSocket());
        return new Machine(spec, machine.state(), machine.rules(), machine.resets());
    }

    private synchronized void change(InstanceId id, MachineState state) {
        machines.computeIfPresent(
                id, (_, machine) -> new Machine(machine.spec(), state, machine.rules(), machine.resets()));
    }
}
