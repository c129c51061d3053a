package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.network.Attachment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts QEMU as a process that outlives the service. */
final class QemuLauncher {
    private final QemuCommand command;
    private final DiskSecrets secrets;
    private final MachineFiles files;
    private final GuestLimits limits;

    QemuLauncher(QemuCommand command, DiskSecrets secrets, MachineFiles files, GuestLimits limits) {
        this.command = command;
        this.secrets = secrets;
        this.files = files;
        this.limits = limits;
    }

    /** Returns when the processors run. QEMU says by itself when: its first process ends once all is ready. */
    HostProcess launch(MachineSpec spec, Attachment network) throws MachineException, InterruptedException {
        Board board = Board.of(spec);
        try {
            Path directory = files.directory(spec.id());
            List<ObjectNode> firmware = board.firmware(spec, directory);
            Path pidFile = directory.resolve("pid");
            Path output = directory.resolve("qemu.log");
            List<String> tpm = List.of();
            if (spec.firmwareOptions().tpm()) {
                Tpm made = files.tpm(spec.id());
                made.start(limits.killPatience());
                tpm = made.arguments(board.tpm());
            }
            DiskSecrets.AtStart opening = secrets.atStart(spec.disks());
            List<String> words = new ArrayList<>(command.of(
                    board,
                    spec,
                    network.prefix(),
                    network.arguments(),
                    opening.arguments(),
                    firmware,
                    tpm,
                    files.controlSocket(spec.id())));
            words.addAll(List.of("-daemonize", "-pidfile", pidFile.toString()));
            Process starting = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            tell(starting, opening.input());
            if (!starting.waitFor(limits.startPatience().toMillis(), TimeUnit.MILLISECONDS)) {
                int _ = starting.destroyForcibly().waitFor();
                throw new MachineException("QEMU is not ready after " + limits.startPatience());
            }
            if (starting.exitValue() != 0) {
                throw new MachineException("QEMU says: " + lastLine(output));
            }
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            HostProcess process =
                    HostProcess.of(pid).orElseThrow(() -> new MachineException("QEMU ended at once. See " + output));
            files.record(spec.id(), process);
            return process;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new MachineException(
                    message.contains("Cannot run program")
                            ? "QEMU is not installed. Install it: apt-get install " + board.packages()
                            : "QEMU cannot be started: " + message,
                    e);
        }
    }

    private static void tell(Process starting, String input) {
        try (OutputStream standardInput = starting.getOutputStream()) {
            standardInput.write(input.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It ended before it read that; why, its output tells.
        }
    }

    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
        return lines.isEmpty() ? "nothing. See " + output : lines.getLast();
    }
}
