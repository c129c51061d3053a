package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.id.InstanceId;
import dev.origami.machine.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What of a machine lies on disk: which process it is, its sockets, its output and its console. */
final class MachineFiles {
    private final Path root;
    private final Path runtime;

    MachineFiles(Path root, Path runtime) {
        this.root = root;
        this.runtime = runtime;
    }

    Path directory(InstanceId id) throws IOException {
        return Files.createDirectories(root.resolve(id.value()));
    }

    /** The same, which is not there where nothing was ever written. */
    Path lastDirectory(InstanceId id) {
        return root.resolve(id.value());
    }

    Path controlSocket(InstanceId id) {
        return runtime.resolve(id.value() + ".qmp");
    }

    Tpm tpm(InstanceId id) {
        return new Tpm(root.resolve(id.value()), runtime.resolve(id.value() + ".tpm"));
    }

    ConsoleFile console(InstanceId id, int bytes) {
        return new ConsoleFile(root.resolve(id.value()), bytes);
    }

    /** The machines of which something lies on disk. */
    List<InstanceId> known() throws IOException {
        try (Stream<Path> directories = Files.list(root)) {
            return directories
                    .map(directory -> new InstanceId(directory.getFileName().toString()))
                    .toList();
        }
    }

    /** Removes all that is left of a machine that does not run. */
    void remove(InstanceId id) throws IOException {
        forget(id);
        Path directory = root.resolve(id.value());
        List<Path> left;
        try (Stream<Path> files = Files.list(directory)) {
            left = files.toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
        Files.delete(directory);
    }

    void record(InstanceId id, HostProcess process) throws IOException {
        Path file = directory(id).resolve("process.json");
        Path temporary = file.resolveSibling("process.new");
        String json = Qmp.JSON
                .createObjectNode()
                .put("pid", process.pid())
                .put("startTicks", process.startTicks())
                .toString();
        Files.writeString(temporary, json);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The process that was recorded; it may be gone. One started just before a crash is known by QEMU's own file. */
    Optional<HostProcess> process(InstanceId id) throws IOException {
        Path directory = root.resolve(id.value());
        if (Files.exists(directory.resolve("process.json"))) {
            JsonNode json = Qmp.JSON.readTree(Files.readString(directory.resolve("process.json")));
            return Optional.of(new HostProcess(
                    json.path("pid").asLong(), json.path("startTicks").asLong()));
        }
        if (Files.exists(directory.resolve("pid"))) {
            long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
            return HostProcess.of(pid).filter(process -> isMachine(process, id));
        }
        return Optional.empty();
    }

    private static boolean isMachine(HostProcess process, InstanceId id) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains("-name\0" + id.value() + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    /** Where a picture of the screen is put for a moment. */
    Path screen(InstanceId id) {
        return root.resolve(id.value()).resolve("screen.ppm").toAbsolutePath();
    }

    void forget(InstanceId id) throws IOException {
        boolean _ = Files.deleteIfExists(root.resolve(id.value()).resolve("process.json"));
        boolean _ = Files.deleteIfExists(root.resolve(id.value()).resolve("pid"));
        boolean _ = Files.deleteIfExists(controlSocket(id));
    }
}
