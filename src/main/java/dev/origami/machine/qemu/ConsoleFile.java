package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * The end of what a guest wrote to its consoles. QEMU keeps it in a ring of each that reading empties, so what was read is
 * kept here, and outlives the machine.
 */
final class ConsoleFile {
    private final Path file;
    private final int bytes;

    ConsoleFile(Path directory, int bytes) {
        this.file = directory.resolve("console.log");
        this.bytes = bytes;
    }

    byte[] read() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** Takes over what the machine wrote to one of its consoles since it was last asked. */
    synchronized void drain(Qmp control, String device, Duration patience)
            throws IOException, MachineException, InterruptedException {
        ObjectNode arguments = Qmp.JSON
                .createObjectNode()
                .put("device", device)
                .put("size", bytes)
                .put("format", "base64");
        JsonNode fresh = control.execute("ringbuf-read", arguments, patience);
        byte[] added = Base64.getDecoder().decode(fresh.asText());
        if (added.length == 0) {
            return;
        }
        byte[] before = read();
        byte[] all = Arrays.copyOf(before, before.length + added.length);
        System.arraycopy(added, 0, all, before.length, added.length);
        Path temporary = file.resolveSibling("console.new");
        Files.write(temporary, Arrays.copyOfRange(all, Math.max(0, all.length - bytes), all.length));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
