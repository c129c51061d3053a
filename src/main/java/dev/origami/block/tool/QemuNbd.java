package dev.origami.block.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.nbd.NbdClient;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One disk as QEMU reads it, through a {@code qemu-nbd} of its own that ends with this object, when its client hangs up,
 * or when this process ends, whichever is first.
 */
public final class QemuNbd implements AutoCloseable {
    private static final String TOOL = "qemu-nbd";
    /** How soon an end of the tool is noticed while it is starting; its readiness is noticed at once. */
    private static final long LIVENESS_MILLIS = 100;

    private final DiskTools tools;
    private final Process process;
    private final Path work;
    private final NbdClient client;

    private QemuNbd(DiskTools tools, Process process, Path work, NbdClient client) {
        this.tools = tools;
        this.process = process;
        this.work = work;
        this.client = client;
    }

    /**
     * Opens a disk read-only.
     *
     * @param node a block node as QEMU understands it: driver named, and its backing given or {@code null}
     * @param secret what opens the nodes that name {@link DiskTools#SECRET}; null when none does
     * @param contexts what will be asked of allocation, such as {@link NbdClient#ALLOCATION_DEPTH}
     * @throws DiskToolException if QEMU cannot open it
     */
    public static QemuNbd open(DiskTools tools, ObjectNode node, @Nullable String secret, List<String> contexts)
            throws IOException {
        Path work = tools.workDirectory();
        Process process = null;
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            work.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            Path socket = work.resolve("s");
            // The process id is written once the socket listens: its file is the sign to connect.
            Path ready = work.resolve("pid");
            process = tools.start(
                    List.of(
                            TOOL,
                            "--read-only",
                            "--allocation-depth",
                            "--socket=" + socket,
                            "--pid-file=" + ready,
                            "json:" + node),
                    work,
                    secret);
            awaitReady(tools, process, work, ready, watch);
            return new QemuNbd(tools, process, work, NbdClient.connect(socket, "", contexts));
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            DiskTools.remove(work);
            throw e;
        }
    }

    private static void awaitReady(DiskTools tools, Process process, Path work, Path ready, WatchService watch)
            throws IOException {
        long deadline = System.nanoTime() + tools.limits().startTimeout().toNanos();
        try {
            while (!written(ready)) {
                if (process.waitFor(0, TimeUnit.MILLISECONDS)) {
                    throw tools.failure(TOOL, process.exitValue(), work);
                }
                if (System.nanoTime() > deadline) {
                    throw new DiskToolException(TOOL + " did not open the disk in time");
                }
                var key = watch.poll(LIVENESS_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (InterruptedException e) {
            throw DiskTools.interrupted(TOOL);
        }
    }

    private static boolean written(Path ready) throws IOException {
        return Files.exists(ready) && Files.size(ready) > 0;
    }

    long pid() {
        return process.pid();
    }

    /** The connection to it: for one thread at a time. */
    public NbdClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
            // It ends by itself once its only client has gone.
            process.waitFor(tools.limits().stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw DiskTools.interrupted(TOOL);
        } finally {
            process.destroyForcibly();
            DiskTools.remove(work);
        }
    }
}
