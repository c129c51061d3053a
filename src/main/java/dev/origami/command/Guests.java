package dev.origami.command;

import dev.origami.block.Backing;
import dev.origami.config.Config;
import dev.origami.machine.host.HostAbilities;
import dev.origami.machine.network.Networks;
import dev.origami.machine.qemu.Accelerator;
import dev.origami.machine.qemu.QemuMachines;
import dev.origami.metadata.MetadataServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** What guests run on: machines, their networks, their metadata. All of it but the metadata goes on without the service, which lets go of it. */
record Guests(QemuMachines machines, Networks networks, MetadataServer metadata) implements AutoCloseable {
    /** @param host what this host can give to networks, being tried already */
    static Guests open(
            Path directory,
            Path runtime,
            Storage storage,
            Rules rules,
            Future<HostAbilities> host,
            InstantSource clock,
            Config config)
            throws IOException {
        Networks networks =
                Networks.open(namespaceNetworks(host), directory.resolve("networks"), runtime, config.guestNetworks());
        QemuMachines machines = new QemuMachines(
                Files.createDirectories(directory.resolve("machines")),
                runtime,
                manifest -> new Backing.Export(storage.exports().socket(), manifest.hex()),
                networks,
                Accelerator.whenAsked(config.guests()),
                config.guests());
        MetadataServer metadata = new MetadataServer(
                runtime,
                storage.database(),
                new MetadataServer.Sources(
                        rules.instances(), rules.volumes(), rules.interfaces(), rules.groups(), rules.tags()),
                rules.signs(),
                clock,
                config.metadata());
        return new Guests(machines, networks, metadata);
    }

    /** Begins to try what this host can give to networks: programs that run beside everything else of a start. */
    static Future<HostAbilities> tryNetworks(Config config) {
        FutureTask<HostAbilities> trial = new FutureTask<>(() -> HostAbilities.probeNetworks(config.guestNetworks()));
        Thread _ = Thread.ofVirtual().start(trial);
        return trial;
    }

    private static boolean namespaceNetworks(Future<HostAbilities> host) throws IOException {
        try {
            return host.get().namespaceNetworks();
        } catch (ExecutionException e) {
            throw new IOException("this host cannot be tried", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while finding out what this host can do");
        }
    }

    @Override
    public void close() throws IOException {
        metadata.close();
        machines.close();
    }
}
