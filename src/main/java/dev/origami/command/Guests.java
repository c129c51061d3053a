package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.http.GuestFront;
import dev.origami.machine.host.HostAbilities;
import dev.origami.machine.network.ApiSockets;
import dev.origami.machine.network.Networks;
import dev.origami.machine.qemu.Accelerator;
import dev.origami.machine.qemu.QemuMachines;
import dev.origami.metadata.MetadataServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** What guests run on: machines, their networks, their doors. All of it but the doors goes on without the service, which lets go of it. */
record Guests(QemuMachines machines, Networks networks, GuestDoors doors) implements AutoCloseable {
    /** Another one after each start of the host. */
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * Opens them.
     *
     * @param namespaces whether this host gives what networks in namespaces need, being tried already
     * @param api whether guests reach the API
     */
    static Guests open(
            Path directory,
            Path runtime,
            Storage storage,
            Rules rules,
            Future<Boolean> namespaces,
            boolean api,
            InstantSource clock,
            Config config)
            throws IOException {
        Optional<GuestFront> front = api
                ? Optional.of(new GuestFront(runtime, clock, config.wire(), config.guestNetworks()))
                : Optional.empty();
        Networks networks = Networks.open(
                outcome(namespaces),
                directory.resolve("networks"),
                runtime,
                front.<ApiSockets>map(present -> present).orElse(ApiSockets.NONE),
                config.guestNetworks());
        QemuMachines machines = new QemuMachines(
                Files.createDirectories(directory.resolve("machines")),
                runtime,
                storage::base,
                storage.keys(),
                networks,
                Accelerator.whenAsked(config.guests()),
                config.guests());
        MetadataServer metadata = new MetadataServer(
                runtime,
                storage.database(),
                new MetadataServer.Sources(
                        rules.instances(),
                        rules.volumes(),
                        rules.interfaces(),
                        rules.groups(),
                        rules.tags(),
                        storage.identity()),
                rules.signs(),
                clock,
                config.metadata());
        return new Guests(machines, networks, new GuestDoors(metadata, front));
    }

    /**
     * Begins to find out whether this host gives what networks in namespaces need: by programs that run beside everything
     * else of a start, or, where they found it since the host was booted, from a note of that.
     */
    static Future<Boolean> tryNetworks(Path directory, Config config) {
        FutureTask<Boolean> trial = new FutureTask<>(() -> {
            Path note = directory.resolve("namespace-networks");
            String boot = Files.readString(BOOT_ID);
            if (Files.exists(note) && Files.readString(note).equals(boot)) {
                return true;
            }
            boolean found = HostAbilities.probeNetworks(config.guestNetworks()).namespaceNetworks();
            if (found) {
                Files.writeString(note, boot);
            }
            return found;
        });
        Thread _ = Thread.ofVirtual().start(trial);
        return trial;
    }

    private static boolean outcome(Future<Boolean> trial) throws IOException {
        try {
            return trial.get();
        } catch (ExecutionException e) {
            throw new IOException("this host cannot be tried", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while finding out what this host can do");
        }
    }

    @Override
    public void close() throws IOException {
        doors.close();
        machines.close();
    }
}
