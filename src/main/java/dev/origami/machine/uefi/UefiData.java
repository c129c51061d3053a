package dev.origami.machine.uefi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * EC2's form of a variable store, version 0: {@code AMZNUEFI}, a CRC-32C of what follows it, the version, and the variables in
 * zlib's form. EC2 itself compresses with a dictionary of its own; without one the result is longer, and read as well.
 */
public final class UefiData {
    static final byte[] MAGIC = "AMZNUEFI".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 0;
    private static final int DIGEST_BYTES = 32;
    static final int PIECE = 8192;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private UefiData() {}

    /**
     * The variables that the firmware keeps, in EC2's form.
     *
     * @param firmwareStore as the machine has it; what is no store has no variables
     */
    public static byte[] of(byte[] firmwareStore) {
        UefiData variables = new UefiData();
        List<UefiVariable> all = FirmwareStore.read(firmwareStore);
        variables.number(all.size(), Long.BYTES);
        all.forEach(variables::write);
        byte[] compressed = deflated(variables.out.toByteArray());

        CRC32C checksum = new CRC32C();
        checksum.update(new byte[Integer.BYTES]);
        checksum.update(compressed);
        UefiData whole = new UefiData();
        whole.out.writeBytes(MAGIC);
        whole.number(checksum.getValue(), Integer.BYTES);
        whole.number(VERSION, Integer.BYTES);
        whole.out.writeBytes(compressed);
        return whole.out.toByteArray();
    }

    /**
     * Refuses what is not of EC2's form.
     *
     * @throws UefiDataException saying why
     */
    public static void require(byte[] data) throws UefiDataException {
        List<UefiVariable> _ = UefiDataReader.read(data);
    }

    /**
     * A store of the firmware that holds the variables.
     *
     * @param data in EC2's form
     * @param emptyStore what the firmware's package has for machines that are new
     */
    public static byte[] intoStore(byte[] data, byte[] emptyStore) throws UefiDataException {
        return StoreWriter.write(emptyStore, UefiDataReader.read(data));
    }

    /** Whether a store of the firmware holds any variable. */
    public static boolean hasVariables(byte[] firmwareStore) {
        return !FirmwareStore.read(firmwareStore).isEmpty();
    }

    private void write(UefiVariable variable) {
        sized(variable.name().getBytes(StandardCharsets.UTF_8));
        sized(bytes(variable.data()));
        out.writeBytes(bytes(variable.vendor()));
        number(variable.attributes(), Integer.BYTES);
        if (variable.isAuthenticated()) {
            out.writeBytes(bytes(variable.timestamp()));
            byte[] digest = bytes(variable.digest());
            sized(digest.length == 0 ? new byte[DIGEST_BYTES] : digest);
        }
    }

    private void sized(byte[] bytes) {
        number(bytes.length, Long.BYTES);
        out.writeBytes(bytes);
    }

    private void number(long value, int bytes) {
        byte[] all = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        out.write(all, 0, bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            while (!deflater.finished()) {
                compressed.write(piece, 0, deflater.deflate(piece));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
