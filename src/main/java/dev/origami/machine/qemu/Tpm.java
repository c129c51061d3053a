package dev.origami.machine.qemu;

import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The TPM of a machine: a swtpm that outlives the service as QEMU does, and ends when QEMU does. What it keeps lies in the
 * machine's directory.
 */
final class Tpm {
    /** Its program, and the package that brings it. */
    private static final String PROGRAM = "swtpm";

    private static final int LONGEST_LINE = 1000;

    private final Path directory;
    private final Path socket;

    /**
     * @param directory of the machine
     * @param socket where QEMU finds it
     */
    Tpm(Path directory, Path socket) {
        this.directory = directory;
        this.socket = socket;
    }

    /** QEMU's arguments for a TPM. */
    List<String> arguments(String device) {
        return List.of(
                "-chardev",
                "socket,id=tpm,path=" + QemuCommand.escaped(socket),
                "-tpmdev",
                "emulator,id=tpm0,chardev=tpm",
                "-device",
                device + ",tpmdev=tpm0");
    }

    /** Starts it; returns when it listens. */
    void start(Duration patience) throws IOException, MachineException, InterruptedException {
        end(patience);
        Process starting;
        try {
            starting = new ProcessBuilder(
                            PROGRAM,
                            "socket",
                            "--tpm2",
                            "--tpmstate",
                            "dir=" + directory + ",mode=0600",
                            "--ctrl",
                            "type=unixio,path=" + socket + ",mode=0600",
                            // As soon as QEMU has let go of it.
                            "--terminate",
                            "--daemon",
                            "--pid",
                            "file=" + pidFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw new MachineException("No TPM is installed. Install it: apt-get install " + PROGRAM, e);
        }
        if (starting.waitFor() != 0) {
            String said = Files.readString(log());
            throw new MachineException("the TPM cannot be started: "
                    + said.substring(0, Math.min(said.length(), LONGEST_LINE)).strip());
        }
    }

    /** Ends what is left of it: it may not have noticed yet that QEMU is gone, or QEMU may never have come. */
    void end(Duration patience) throws IOException, MachineException, InterruptedException {
        Optional<HostProcess> left = process();
        if (left.isPresent() && !left.get().awaitEnd(Duration.ZERO)) {
            left.get().kill(patience);
        }
        boolean _ = Files.deleteIfExists(pidFile());
        boolean _ = Files.deleteIfExists(socket);
    }

    private Optional<HostProcess> process() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile()).strip();
        return pid.isEmpty()
                ? Optional.empty()
                : HostProcess.of(Long.parseLong(pid)).filter(this::isOurs);
    }

    /** The number may have gone to another process. */
    private boolean isOurs(HostProcess process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains("dir=" + directory + ",");
        } catch (IOException e) {
            return false;
        }
    }

    private Path pidFile() {
        return directory.resolve("tpm.pid");
    }

    private Path log() {
        return directory.resolve("tpm.log");
    }
}
