package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.id.InstanceId;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineListener;
import dev.origami.machine.MachineState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One running QEMU: its process, its control connection, and what it tells by itself. */
final class QemuMachine {
    private final InstanceId id;
    private final HostProcess process;
    private final GuestLimits limits;
    private final MachineListener listener;
    private final Qmp control;
    private final CompletableFuture<MachineState> end = new CompletableFuture<>();
    private final Map<String, CompletableFuture<Boolean>> unplugged = new ConcurrentHashMap<>();
    private volatile boolean endedByUs;

    private QemuMachine(
            InstanceId id, HostProcess process, GuestLimits limits, MachineListener listener, Path controlSocket)
            throws IOException, MachineException, InterruptedException {
        this.id = id;
        this.process = process;
        this.limits = limits;
        this.listener = listener;
        this.control = Qmp.connect(controlSocket, limits.controlPatience(), this::happened, this::gone);
    }

    /**
     * Takes the control of a QEMU. One whose guest waits is told to go on.
     *
     * @throws MachineException when what answers is not the machine of that instance
     */
    static QemuMachine connect(
            InstanceId id,
            String uuid,
            HostProcess process,
            GuestLimits limits,
            MachineListener listener,
            Path controlSocket)
            throws IOException, MachineException, InterruptedException {
        QemuMachine machine = new QemuMachine(id, process, limits, listener, controlSocket);
        String answered = machine.control.execute("query-uuid").path("UUID").asText();
        if (!answered.equalsIgnoreCase(uuid)) {
            machine.control.close();
            throw new MachineException("another machine answers for " + id);
        }
        machine.goOn();
        return machine;
    }

    Qmp control() {
        return control;
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
            JsonNode _ = control.execute("quit", null, limits.quitPatience());
            boolean _ = process.awaitEnd(limits.quitPatience());
        } catch (MachineException e) {
            // It hangs, or is gone.
        }
        process.kill(limits.killPatience());
        control.close();
        boolean _ = end.complete(MachineState.GONE);
    }

    /** Lets the machine be, without taking its end for a crash from here on. */
    void letGo() {
        endedByUs = true;
        control.close();
    }

    /** Takes a device out; returns when the guest has let it go. */
    void unplug(String device, Duration patience) throws MachineException, InterruptedException {
        CompletableFuture<Boolean> done = unplugged.computeIfAbsent(device, _ -> new CompletableFuture<>());
        try {
            ObjectNode arguments = Qmp.JSON.createObjectNode().put("id", device);
            try {
                JsonNode _ = control.execute("device_del", arguments);
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
            JsonNode status = control.execute("query-status");
            if (status.path("status").asText().equals("shutdown")) {
                guestShutDown();
                return;
            }
            if (status.path("running").asBoolean()) {
                return;
            }
            JsonNode _ = control.execute("cont");
        }
    }

    private void happened(JsonNode event) {
        JsonNode data = event.path("data");
        switch (event.path("event").asText()) {
            case "SHUTDOWN" -> {
                if (data.path("guest").asBoolean()) {
                    guestShutDown();
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

    private void guestShutDown() {
        if (end.complete(MachineState.SHUT_DOWN)) {
            tell(() -> listener.guestShutDown(id));
        }
    }

    private void gone() {
        boolean first = end.complete(MachineState.GONE);
        if (first && !endedByUs) {
            tell(() -> listener.crashed(id, "the machine's process ended by itself"));
        }
    }

    private void tell(Runnable event) {
        Thread _ = Thread.ofVirtual().name("machine-event").start(event);
    }
}
