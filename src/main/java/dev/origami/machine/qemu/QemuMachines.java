package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.BlockKeys;
import dev.origami.block.DiskChain;
import dev.origami.config.GuestLimits;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.id.VpcId;
import dev.origami.machine.Disk;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineListener;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.machine.network.Attachment;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.Networks;
import dev.origami.machine.network.SubnetRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Machines as QEMU processes. Closing it leaves them as they are, to be adopted. */
public final class QemuMachines implements Machines, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QemuMachines.class);

    private final MachineFiles files;
    private final GuestLimits limits;
    private final Networks networks;
    private final BlockNodes nodes;
    private final DiskSecrets secrets;
    private final QemuLauncher launcher;
    private final Map<InstanceId, QemuMachine> machines = new ConcurrentHashMap<>();
    private volatile MachineListener listener = new Unheard();

    /**
     * @param directory where each machine has a directory of its own
     * @param runtime where control sockets lie: a short path, of this user alone
     * @param accelerator asked at the first launch
     * @param bases where QEMU reads what lies under a volume's overlays
     * @param keys where the keys of encrypted volumes are
     */
    public QemuMachines(
            Path directory,
            Path runtime,
            Bases bases,
            BlockKeys keys,
            Networks networks,
            Supplier<Accelerator> accelerator,
            GuestLimits limits) {
        this.files = new MachineFiles(directory, runtime);
        this.limits = limits;
        this.networks = networks;
        this.nodes = new BlockNodes(bases);
        this.secrets = new DiskSecrets(keys);
        this.launcher = new QemuLauncher(new QemuCommand(accelerator, limits, nodes), secrets, files, limits);
    }

    @Override
    public void listen(MachineListener newListener) {
        listener = newListener;
    }

    @Override
    public void start(MachineSpec spec) throws MachineException, InterruptedException {
        QemuMachine present = machines.get(spec.id());
        if (present != null && present.state() == MachineState.RUNNING) {
            return;
        }
        // One that an attempt before a crash of the service started, or one that has shut down.
        kill(spec.id());
        try {
            Attachment network = networks.attach(spec.vpc(), spec.id(), spec.nic(), spec.metadataSocket());
            HostProcess process = launch(spec, network);
            QemuMachine machine = machine(spec.id(), process);
            machine.connect();
            machines.put(spec.id(), machine);
            machine.watch();
        } catch (MachineException | InterruptedException e) {
            kill(spec.id());
            throw e;
        } catch (IOException e) {
            kill(spec.id());
            throw new MachineException("the machine does not answer: " + e.getMessage(), e);
        }
    }

    /** Its network is opened beside: nothing of it is heard before, and a machine takes its time. */
    private HostProcess launch(MachineSpec spec, Attachment network) throws MachineException, InterruptedException {
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> opened = beside.submit(() -> {
                networks.open(spec.id());
                return true;
            });
            HostProcess process = launcher.launch(spec, network);
            boolean _ = opened.get();
            return process;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MachineException why
                    ? why
                    : new MachineException("its network cannot be opened", e);
        }
    }

    @Override
    public void pressPowerButton(InstanceId id) throws MachineException, InterruptedException {
        JsonNode _ = running(id).control().execute("system_powerdown");
    }

    @Override
    public void reset(InstanceId id) throws MachineException, InterruptedException {
        JsonNode _ = running(id).control().execute("system_reset");
    }

    @Override
    public void resume(InstanceId id) throws MachineException, InterruptedException {
        running(id).goOn();
    }

    @Override
    public void kill(InstanceId id) throws InterruptedException {
        QemuMachine machine = machines.get(id);
        try {
            if (machine != null) {
                boolean _ = machine.keepConsole();
                machine.kill();
                machines.remove(id, machine);
            } else {
                Optional<HostProcess> left = files.process(id);
                if (left.isPresent()) {
                    left.get().kill(limits.killPatience());
                }
            }
            files.tpm(id).end(limits.killPatience());
            files.forget(id);
        } catch (MachineException | IOException e) {
            throw new IllegalStateException(id + " does not end", e);
        }
        networks.detach(id);
    }

    @Override
    public MachineState state(InstanceId id) {
        QemuMachine machine = machines.get(id);
        return machine == null ? MachineState.GONE : machine.state();
    }

    @Override
    public boolean awaitEnd(InstanceId id, Duration patience) throws InterruptedException {
        QemuMachine machine = machines.get(id);
        return machine == null || machine.awaitEnd(patience);
    }

    @Override
    public void attach(InstanceId id, Disk disk) throws MachineException, InterruptedException {
        QemuMachine machine = running(id);
        synchronized (machine) {
            graph(machine).plug(disk);
        }
    }

    @Override
    public void detach(InstanceId id, VolumeId volume, Duration patience)
            throws MachineException, InterruptedException {
        QemuMachine machine = machines.get(id);
        if (machine == null || machine.isGone()) {
            return;
        }
        String disk = Disk.nodeOf(volume);
        synchronized (machine) {
            BlockGraph graph = graph(machine);
            if (graph.live(disk).isPresent()) {
                machine.unplug(disk, patience);
            }
            graph.removeNodes(disk);
        }
    }

    @Override
    public Duration freeze(InstanceId id, List<NewOverlay> overlays) throws MachineException, InterruptedException {
        QemuMachine machine = running(id);
        synchronized (machine) {
            BlockGraph graph = graph(machine);
            Map<String, String> overlayByLive = new LinkedHashMap<>();
            List<Path> dirty = new ArrayList<>();
            for (NewOverlay overlay : overlays) {
                BlockGraph.Live live = graph.live(Disk.nodeOf(overlay.volume()))
                        .orElseThrow(() -> new MachineException("not plugged in: " + overlay.volume()));
                if (!live.file().equals(overlay.overlay().toString())) {
                    dirty.add(Path.of(live.file()));
                    overlayByLive.put(live.node(), graph.addOverlay(live.node(), overlay));
                }
            }
            DirtyOverlays.flush(dirty, limits);
            long start = System.nanoTime();
            if (!overlayByLive.isEmpty()) {
                graph.switchTo(overlayByLive);
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    @Override
    public void resize(InstanceId id, VolumeId volume, long sizeBytes) throws MachineException, InterruptedException {
        QemuMachine machine = running(id);
        synchronized (machine) {
            graph(machine).resize(Disk.nodeOf(volume), sizeBytes);
        }
    }

    @Override
    public void rebase(InstanceId id, VolumeId volume, DiskChain chain) throws MachineException, InterruptedException {
        QemuMachine machine = running(id);
        synchronized (machine) {
            graph(machine).rebase(Disk.nodeOf(volume), chain);
        }
    }

    @Override
    public byte[] console(InstanceId id) throws MachineException {
        QemuMachine machine = machines.get(id);
        try {
            if (machine != null) {
                boolean _ = machine.keepConsole();
            }
            return files.console(id, limits.consoleBytes()).read();
        } catch (IOException e) {
            throw new MachineException("the console's record cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted", e);
        }
    }

    @Override
    public byte[] screen(InstanceId id, boolean wakeUp) throws MachineException, InterruptedException {
        QemuMachine machine = running(id);
        synchronized (machine) {
            if (wakeUp) {
                machine.pressShift();
                Thread.sleep(limits.wakePause());
            }
            return machine.screen();
        }
    }

    @Override
    public byte[] firmwareVariables(InstanceId id) throws MachineException {
        try {
            return UefiFiles.variables(files.lastDirectory(id));
        } catch (IOException e) {
            throw new MachineException("the firmware's variables cannot be read", e);
        }
    }

    @Override
    public void applyRules(InstanceId id, FirewallRules rules) throws MachineException, InterruptedException {
        networks.applyRules(id, rules);
    }

    @Override
    public void applySubnets(VpcId vpc, List<SubnetRules> rules) throws MachineException, InterruptedException {
        networks.applySubnets(vpc, rules);
    }

    @Override
    public void applyPublicAddresses(Map<InstanceId, String> addresses) throws InterruptedException {
        networks.applyPublicAddresses(addresses);
    }

    @Override
    public void adopt(List<InstanceId> running) {
        try {
            networks.adopt(Set.copyOf(running));
        } catch (MachineException e) {
            log.error("the networks of an earlier service cannot be adopted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        for (InstanceId id : running) {
            try {
                Optional<HostProcess> process = files.process(id).filter(HostProcess::isAlive);
                if (process.isEmpty()) {
                    listener.crashed(id, "the machine's process was gone when the service started");
                } else if (!machines.containsKey(id)) {
                    QemuMachine machine = machine(id, process.get());
                    machines.put(id, machine);
                    machine.watch();
                    asked.add(machine.asked());
                }
            } catch (IOException e) {
                log.error("{} cannot be adopted", id, e);
                listener.crashed(id, "nothing is recorded of the machine: " + e.getMessage());
            }
        }
        awaitAnswers(asked);
    }

    /** A machine that does not answer holds nobody up for long: it is asked again meanwhile. */
    private void awaitAnswers(List<CompletableFuture<Boolean>> asked) {
        try {
            Object _ = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .get(limits.adoptPatience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("not all machines of an earlier service answer yet");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void keepOnly(Supplier<Set<InstanceId>> kept) {
        try {
            List<InstanceId> present = files.known();
            // Asked after the look: one that is started meanwhile was recorded before.
            Set<InstanceId> wanted = kept.get();
            for (InstanceId id : present) {
                if (!wanted.contains(id) && !machines.containsKey(id)) {
                    files.remove(id);
                }
            }
        } catch (IOException e) {
            log.warn("what is left of machines that are forgotten cannot be removed now", e);
        }
    }

    /** Lets all machines go on without this service: their ends are no longer told. */
    @Override
    public void close() {
        machines.values().forEach(QemuMachine::letGo);
        machines.clear();
    }

    private QemuMachine machine(InstanceId id, HostProcess process) {
        return new QemuMachine(id, process, limits, listener, files, machine -> {
            synchronized (machine) {
                // Those that it was started with, or that a service left in the midst of plugging a disk in.
                graph(machine).forgetSecrets();
            }
            networks.running(id, line -> monitor(machine, line));
        });
    }

    private BlockGraph graph(QemuMachine machine) throws MachineException {
        return new BlockGraph(machine.control(), nodes, secrets, limits.spareSlots());
    }

    /** For what QEMU can be told in its human monitor only. */
    private static String monitor(QemuMachine machine, String line) throws MachineException, InterruptedException {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("command-line", line);
        return machine.control().execute("human-monitor-command", arguments).asText();
    }

    private QemuMachine running(InstanceId id) throws MachineException {
        QemuMachine machine = machines.get(id);
        if (machine == null || machine.isGone()) {
            throw new MachineException(id + " does not run");
        }
        return machine;
    }
}
