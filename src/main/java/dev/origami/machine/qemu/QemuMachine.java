package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.id.InstanceId;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineListener;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.MachineState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running QEMU: its process, its control connection, and what it tells by itself. As long as the process lives the
 * machine runs, whether it answers or not; one that does not answer is asked again until it does.
 */
final class QemuMachine {
    private static final Logger log = LoggerFactory.getLogger(QemuMachine.class);

    private static final String SERIAL = "console";
    /** Why QEMU says that a guest stopped its machine, when it wanted it to start anew. */
    private static final String REBOOT = "guest-reset";

    private final InstanceId id;
    private final HostProcess process;
    private final GuestLimits limits;
    private final MachineListener listener;
    private final MachineFiles files;
    private final ConsoleFile console;
    private final Connected connected;
    private final MachineThreads threads = new MachineThreads();
    private final CompletableFuture<MachineState> end = new CompletableFuture<>();
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Boolean>> unplugged = new ConcurrentHashMap<>();
    private volatile @Nullable Qmp control;
    private volatile boolean endedByUs;
    private volatile List<String> consoles = List.of();
    private boolean answering = true;
    private boolean networkIsUp;

    /** What is to be done at each new connection. */
    interface Connected {
        void to(QemuMachine machine) throws MachineException, InterruptedException;
    }

    QemuMachine(
            InstanceId id,
            HostProcess process,
            GuestLimits limits,
            MachineListener listener,
            MachineFiles files,
            Connected connected) {
        this.id = id;
        this.process = process;
        this.limits = limits;
        this.listener = listener;
        this.files = files;
        this.console = files.console(id, limits.consoleBytes());
        this.connected = connected;
    }

    /**
     * Takes the control of the QEMU. One whose guest waits is told to go on.
     *
     * @throws MachineException when what answers is not the machine of that instance, or nothing does in time
     */
    void connect() throws IOException, MachineException, InterruptedException {
        Qmp made = Qmp.connect(files.controlSocket(id), limits.controlPatience(), this::happened, this::disconnected);
        try {
            String answered = made.execute("query-uuid").path("UUID").asText();
            if (!answered.equalsIgnoreCase(MachineSpec.uuidOf(id).toString())) {
                throw new MachineException("another machine answers for " + id);
            }
            control = made;
            consoles = consolesOf(made);
            goOn();
            connected.to(this);
        } catch (MachineException | InterruptedException | RuntimeException e) {
            control = null;
            made.close();
            throw e;
        }
    }

    private static List<String> consolesOf(Qmp control) throws MachineException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (JsonNode device : control.execute("query-chardev")) {
            String label = device.path("label").asText();
            if (label.equals(SERIAL) || label.equals(DirectBoard.CONSOLE)) {
                found.add(label);
            }
        }
        return found;
    }

    /** From now on its end is noticed, its console is kept, and where there is no connection one is made. */
    void watch() {
        threads.start("machine-watch", this::watching);
    }

    /** Completes when the first attempt to connect of {@link #watch} is over, however it ended. */
    CompletableFuture<Boolean> asked() {
        return asked;
    }

    /**
     * The control connection.
     *
     * @throws MachineException when there is none now
     */
    Qmp control() throws MachineException {
        Qmp now = control;
        if (now == null || !now.isOpen()) {
            throw new MachineException("the machine of " + id + " lives but does not answer");
        }
        return now;
    }

    /** Takes over what the guest wrote to its console; worth an attempt, not a failure. Answers whether the machine did. */
    boolean keepConsole() throws InterruptedException {
        try {
            for (String device : consoles) {
                console.drain(control(), device, limits.quitPatience());
            }
            return true;
        } catch (IOException e) {
            log.warn("the console of {} cannot be kept", id, e);
            return true;
        } catch (MachineException e) {
            log.debug("the console of {} cannot be read", id, e);
            return false;
        }
    }

    /**
     * Looks whether the guest has brought its network card up. As long as nobody has, the card takes in whatever comes; the
     * first thing that an operating system tells it is what to take in.
     */
    private void lookAtNetwork() throws InterruptedException {
        try {
            if (!networkIsUp) {
                for (JsonNode card : control().execute("query-rx-filter", null, limits.quitPatience())) {
                    networkIsUp |= !card.path("promiscuous").asBoolean(true);
                }
                if (networkIsUp) {
                    listener.networkIsUp(id);
                }
            }
        } catch (MachineException e) {
            log.debug("the network card of {} cannot be looked at", id, e);
        }
    }

    /** Only the watch tells, so it is told in order. */
    private void answers(boolean now) {
        if (answering != now && !endedByUs) {
            answering = now;
            listener.answers(id, now);
        }
    }

    /** Presses a key that types nothing. */
    void pressShift() throws MachineException, InterruptedException {
        ObjectNode arguments = Qmp.JSON.createObjectNode();
        ObjectNode _ =
                arguments.putArray("keys").addObject().put("type", "qcode").put("data", "shift");
        JsonNode _ = control().execute("send-key", arguments);
    }

    /** What the guest shows, as a pixmap. */
    byte[] screen() throws MachineException, InterruptedException {
        Path file = files.screen(id);
        try {
            ObjectNode arguments = Qmp.JSON.createObjectNode().put("filename", file.toString());
            JsonNode _ = control().execute("screendump", arguments);
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new MachineException("the picture of the screen cannot be read", e);
        } finally {
            deleteQuietly(file);
        }
    }

    private void deleteQuietly(Path file) {
        try {
            boolean _ = Files.deleteIfExists(file);
        } catch (IOException e) {
            log.debug("{} is left over", file, e);
        }
    }

    MachineState state() {
        return end.isDone() ? end.join() : MachineState.RUNNING;
    }

    boolean isGone() {
        return state() == MachineState.GONE || !process.isAlive();
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        try {
            MachineState _ = end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends QEMU by its own means, which writes to disk what it holds of its overlays; by force where that fails. */
    void kill() throws MachineException, InterruptedException {
        endedByUs = true;
        try {
            JsonNode _ = control().execute("quit", null, limits.quitPatience());
            boolean _ = process.awaitEnd(limits.quitPatience());
        } catch (MachineException e) {
            // It hangs, or is gone.
        }
        process.kill(limits.killPatience());
        disconnect();
        boolean _ = end.complete(MachineState.GONE);
    }

    /** Lets the machine be, without taking its end for a crash from here on. What it told before is told on return. */
    void letGo() {
        endedByUs = true;
        disconnect();
        threads.close();
    }

    private void disconnect() {
        Qmp now = control;
        if (now != null) {
            now.close();
        }
    }

    /** Takes a device out; returns when the guest has let it go. */
    void unplug(String device, Duration patience) throws MachineException, InterruptedException {
        CompletableFuture<Boolean> done = unplugged.computeIfAbsent(device, _ -> new CompletableFuture<>());
        try {
            ObjectNode arguments = Qmp.JSON.createObjectNode().put("id", device);
            try {
                JsonNode _ = control().execute("device_del", arguments);
            } catch (MachineException e) {
                // Asked before: the guest is still at it.
                if (!String.valueOf(e.getMessage()).contains("in the process of unplug")) {
                    throw e;
                }
            }
            boolean _ = done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MachineException(
                    "the guest does not let go of the disk within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            unplugged.remove(device);
        }
    }

    /** Lets a guest that waits go on. What it waited for may fail at once again, so it is told more than once. */
    void goOn() throws MachineException, InterruptedException {
        for (int round = 0; round < limits.resumeRounds(); round++) {
            JsonNode status = control().execute("query-status");
            if (status.path("status").asText().equals("shutdown")) {
                // Of one that rebooting pauses, it is not known which it was: started again, nothing is lost.
                standsStill(pausesAtReboot());
                return;
            }
            if (status.path("running").asBoolean()) {
                return;
            }
            JsonNode _ = control().execute("cont");
        }
    }

    private void happened(JsonNode event) {
        JsonNode data = event.path("data");
        switch (event.path("event").asText()) {
            case "SHUTDOWN" -> {
                if (data.path("guest").asBoolean()) {
                    standsStill(data.path("reason").asText().equals(REBOOT));
                }
            }
            case "BLOCK_IO_ERROR" -> {
                String reason = data.path("reason").asText();
                String device = data.path("node-name").asText();
                tell(() -> listener.diskFailed(id, device, reason));
            }
            case "DEVICE_DELETED" -> {
                CompletableFuture<Boolean> waiting =
                        unplugged.get(data.path("device").asText());
                if (waiting != null) {
                    boolean _ = waiting.complete(true);
                }
            }
            default -> {
                // Nothing that anybody waits for.
            }
        }
    }

    private void standsStill(boolean toReboot) {
        if (end.complete(MachineState.SHUT_DOWN)) {
            tell(() -> {
                if (toReboot) {
                    listener.guestRebooted(id);
                } else {
                    listener.guestShutDown(id);
                }
            });
        }
    }

    private boolean pausesAtReboot() {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains(",reboot=" + QemuCommand.REBOOT_PAUSES + ",");
        } catch (IOException e) {
            return false;
        }
    }

    /** The connection may end without the process, which then is asked for another. */
    private void disconnected() {
        Qmp now = control;
        if (now != null && !now.isOpen()) {
            control = null;
            threads.start("machine-end", () -> {
                try {
                    if (process.awaitEnd(limits.quitPatience())) {
                        gone();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private void watching() {
        boolean told = false;
        try {
            while (!end.isDone() && process.isAlive()) {
                if (control != null) {
                    answers(keepConsole());
                    lookAtNetwork();
                } else {
                    try {
                        connect();
                        log.info("{} answers", id);
                        told = false;
                        answers(true);
                    } catch (IOException | MachineException e) {
                        answers(false);
                        // One that we end says nothing more, and may need a moment to be gone.
                        if (!told && !endedByUs) {
                            log.warn(
                                    "{} lives but does not answer ({}); it is asked again until it does",
                                    id,
                                    reason(e));
                            told = true;
                        }
                    }
                    boolean _ = asked.complete(true);
                }
                Thread.sleep(limits.watchPause());
            }
            gone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            boolean _ = asked.complete(true);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void gone() {
        if (!process.isAlive() && end.complete(MachineState.GONE) && !endedByUs) {
            listener.crashed(id, "the machine's process ended by itself");
        }
    }

    private void tell(Runnable event) {
        threads.start("machine-event", event);
    }
}
