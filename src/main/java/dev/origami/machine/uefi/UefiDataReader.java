package dev.origami.machine.uefi;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads EC2's form of a variable store, whose shape {@link UefiData} tells. */
final class UefiDataReader {
    private static final int HEADER_BYTES = UefiData.MAGIC.length + 2 * Integer.BYTES;
    /** More than any firmware's store holds. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int GUID_BYTES = 16;

    private final ByteBuffer bytes;

    private UefiDataReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static List<UefiVariable> read(byte[] data) throws UefiDataException {
        ByteBuffer header = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        if (data.length < HEADER_BYTES || !Arrays.equals(Arrays.copyOf(data, UefiData.MAGIC.length), UefiData.MAGIC)) {
            throw new UefiDataException("it does not begin with AMZNUEFI");
        }
        if (header.getInt(UefiData.MAGIC.length + Integer.BYTES) != UefiData.VERSION) {
            throw new UefiDataException("its version is not " + UefiData.VERSION);
        }
        byte[] compressed = Arrays.copyOfRange(data, HEADER_BYTES, data.length);
        CRC32C checksum = new CRC32C();
        checksum.update(new byte[Integer.BYTES]);
        checksum.update(compressed);
        if (header.getInt(UefiData.MAGIC.length) != (int) checksum.getValue()) {
            throw new UefiDataException("its checksum is not that of its content");
        }
        try {
            ByteBuffer content = ByteBuffer.wrap(inflated(compressed)).order(ByteOrder.LITTLE_ENDIAN);
            return new UefiDataReader(content).variables();
        } catch (BufferUnderflowException | DataFormatException e) {
            throw new UefiDataException("its content is not whole");
        }
    }

    private List<UefiVariable> variables() throws UefiDataException {
        long count = bytes.getLong();
        List<UefiVariable> all = new ArrayList<>();
        for (long number = 0; number < count; number++) {
            String name = StandardCharsets.UTF_8.decode(sized()).toString();
            ByteBuffer value = sized();
            ByteBuffer vendor = next(GUID_BYTES);
            int attributes = bytes.getInt();
            ByteBuffer none = ByteBuffer.allocate(0);
            UefiVariable plain =
                    new UefiVariable(name, vendor, attributes, ByteBuffer.allocate(GUID_BYTES), value, none);
            all.add(
                    plain.isAuthenticated()
                            ? new UefiVariable(name, vendor, attributes, next(GUID_BYTES), value, sized())
                            : plain);
        }
        return all;
    }

    private ByteBuffer sized() throws UefiDataException {
        long length = bytes.getLong();
        if (length < 0 || length > bytes.remaining()) {
            throw new UefiDataException("its content is not whole");
        }
        return next((int) length);
    }

    private ByteBuffer next(int length) {
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer piece = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return piece;
    }

    private static byte[] inflated(byte[] compressed) throws DataFormatException, UefiDataException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[UefiData.PIECE];
            while (!inflater.finished()) {
                int length = inflater.inflate(piece);
                if (inflater.needsDictionary()) {
                    throw new UefiDataException(
                            "it is compressed with EC2's own dictionary, which is not known here: compress"
                                    + " it without one");
                }
                if (length == 0 || out.size() + length > MOST_BYTES) {
                    throw new UefiDataException("its content is not whole, or too large");
                }
                out.write(piece, 0, length);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }
}
