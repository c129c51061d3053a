package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** UEFI's program, which all machines share, and its variables, which each machine has for itself and keeps. */
final class UefiFiles {
    /** Where distributions put the two: Debian and Ubuntu, older ones of them, Fedora. */
    private static final List<List<Path>> PLACES = List.of(
            List.of(Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd"), Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd")),
            List.of(Path.of("/usr/share/OVMF/OVMF_CODE.fd"), Path.of("/usr/share/OVMF/OVMF_VARS.fd")),
            List.of(Path.of("/usr/share/edk2/ovmf/OVMF_CODE.fd"), Path.of("/usr/share/edk2/ovmf/OVMF_VARS.fd")));

    private static final String PROGRAM = "firmware";
    private static final String VARIABLES = "variables";
    private static final String VARIABLES_FILE = "efivars.fd";

    private UefiFiles() {}

    /** What belongs into the value of QEMU's {@code -machine}. */
    static String machineOptions() {
        return ",pflash0=" + PROGRAM + ",pflash1=" + VARIABLES;
    }

    /** The nodes that those options name. Variables that a machine had are taken again. */
    static List<ObjectNode> nodes(Path directory) throws IOException, MachineException {
        List<Path> place = PLACES.stream()
                .filter(files -> files.stream().allMatch(Files::isReadable))
                .findFirst()
                .orElseThrow(() -> new MachineException("UEFI is not installed. Install it: apt-get install ovmf"));
        Path variables = directory.resolve(VARIABLES_FILE);
        if (!Files.exists(variables)) {
            Path unready = directory.resolve("efivars.new");
            Files.copy(place.getLast(), unready, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(unready, PosixFilePermissions.fromString("rw-------"));
            Files.move(unready, variables, StandardCopyOption.ATOMIC_MOVE);
        }
        return List.of(node(PROGRAM, place.getFirst(), true), node(VARIABLES, variables, false));
    }

    /** The variables that a machine has; empty when it never had any. */
    static byte[] variables(Path directory) throws IOException {
        Path variables = directory.resolve(VARIABLES_FILE);
        return Files.exists(variables) ? Files.readAllBytes(variables) : new byte[0];
    }

    private static ObjectNode node(String name, Path file, boolean readOnly) {
        ObjectNode node = Qmp.JSON
                .createObjectNode()
                .put("driver", "raw")
                .put("node-name", name)
                .put("read-only", readOnly);
        node.putObject("file")
                .put("driver", "file")
                .put("filename", file.toString())
                .put("read-only", readOnly);
        return node;
    }
}
