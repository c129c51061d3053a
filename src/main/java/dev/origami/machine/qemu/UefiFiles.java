package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.machine.MachineException;
import dev.origami.machine.uefi.UefiData;
import dev.origami.machine.uefi.UefiDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** UEFI's program, which all machines share, and its variables, which each machine has for itself and keeps. */
final class UefiFiles {
    private static final String PROGRAM = "firmware";
    private static final String VARIABLES = "variables";
    private static final String VARIABLES_FILE = "efivars.fd";
    private static final int PIECE_BYTES = 64 << 10;
    /** The variables lie in the beginning of their file, which may be much larger. */
    private static final int MOST_BYTES = 1 << 20;

    private UefiFiles() {}

    /** What belongs into the value of QEMU's {@code -machine}. */
    static String machineOptions() {
        return ",pflash0=" + PROGRAM + ",pflash1=" + VARIABLES;
    }

    /**
     * The nodes that those options name. Variables that a machine had are taken again.
     *
     * @param first the variables of a machine that never had any, in EC2's form as base64; empty for the firmware's own
     */
    static List<ObjectNode> nodes(UefiBuild build, Path directory, String first) throws IOException, MachineException {
        UefiBuild.Place place = build.require();
        Path variables = directory.resolve(VARIABLES_FILE);
        if (!Files.exists(variables)) {
            Path unready = directory.resolve("efivars.new");
            copySparsely(first.isEmpty() ? place.variables() : place.store(), unready);
            if (!first.isEmpty()) {
                fill(unready, Base64.getDecoder().decode(first));
            }
            Files.setPosixFilePermissions(unready, PosixFilePermissions.fromString("rw-------"));
            Files.move(unready, variables, StandardCopyOption.ATOMIC_MOVE);
        }
        return List.of(node(PROGRAM, place.program(), true), node(VARIABLES, variables, false));
    }

    /** The variables that a machine has; empty when it never had any. */
    static byte[] variables(Path directory) throws IOException {
        Path variables = directory.resolve(VARIABLES_FILE);
        if (!Files.exists(variables)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(variables)) {
            return in.readNBytes(MOST_BYTES);
        }
    }

    private static void fill(Path file, byte[] data) throws IOException, MachineException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            InputStream in = Channels.newInputStream(channel);
            write(channel, 0, UefiData.intoStore(data, in.readNBytes(MOST_BYTES)));
        } catch (UefiDataException e) {
            throw new MachineException("the UEFI data of the image cannot be used: " + e.getMessage(), e);
        }
    }

    /** What is zero takes no room: of the 64 MiB that arm64 has, all but one. */
    private static void copySparsely(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        byte[] zeros = new byte[PIECE_BYTES];
        try (InputStream in = Files.newInputStream(from);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long at = 0;
            byte[] piece = in.readNBytes(PIECE_BYTES);
            while (piece.length > 0) {
                boolean last = piece.length < PIECE_BYTES || at + piece.length == Files.size(from);
                if (last || !Arrays.equals(piece, zeros)) {
                    write(out, at, piece);
                }
                at += piece.length;
                piece = in.readNBytes(PIECE_BYTES);
            }
        }
    }

    private static void write(FileChannel out, long position, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            int _ = out.write(left, position + left.position());
        }
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
