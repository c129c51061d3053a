package dev.origami.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A first file system that a kernel unpacks into memory: archives of cpio one after the other, packed or not.
 *
 * @param hasVirtio whether a driver of virtio's disks is in it
 */
public record RamDisk(boolean hasVirtio) {
    /** The longest that is taken. */
    public static final int LONGEST = 256 << 20;

    private static final long LONGEST_UNPACKED = 2L << 30;
    private static final int PIECE = 1 << 20;
    private static final String ARCHIVE = "07070";
    private static final int HEADER_BYTES = 110;
    private static final int SIZE_AT = 54;
    private static final int NAME_SIZE_AT = 94;
    private static final int FIELD = 8;
    private static final int ALIGNMENT = 4;
    private static final String LAST = "TRAILER!!!";

    /**
     * Looks into one.
     *
     * @throws NotBootableException when it is none
     */
    public static RamDisk of(byte[] file) throws NotBootableException {
        int at = pastZeros(file, 0);
        if (!Bytes.has(file, at, ARCHIVE) && Packed.of(file, at) == Packed.NOT) {
            throw new NotBootableException("it is no RAM disk: it begins neither as an archive of cpio nor packed");
        }
        Sought driver = new Sought(Kernel.DRIVER);
        // What is for the processor comes first and unpacked, then the rest in one piece.
        while (Bytes.has(file, at, ARCHIVE)) {
            at = pastZeros(file, pastArchive(file, at, driver));
        }
        if (at < file.length) {
            passPacked(file, at, driver);
        }
        return new RamDisk(driver.isFound());
    }

    private static int pastArchive(byte[] file, int start, Sought driver) throws NotBootableException {
        int at = start;
        while (Bytes.has(file, at, ARCHIVE)) {
            if (at + HEADER_BYTES > file.length) {
                throw new NotBootableException("it is a RAM disk that is cut off");
            }
            long nameBytes = number(file, at + NAME_SIZE_AT);
            long contentAt = aligned((long) at - start + HEADER_BYTES + nameBytes) + start;
            long next = aligned(contentAt - start + number(file, at + SIZE_AT)) + start;
            if (next > file.length + ALIGNMENT) {
                throw new NotBootableException("it is a RAM disk that is cut off");
            }
            boolean last = Bytes.has(file, at + HEADER_BYTES, LAST);
            byte[] name = new byte[(int) Math.min(nameBytes, file.length - at - HEADER_BYTES)];
            System.arraycopy(file, at + HEADER_BYTES, name, 0, name.length);
            driver.pass(name, name.length);
            at = (int) Math.min(next, file.length);
            if (last) {
                break;
            }
        }
        return at;
    }

    private static void passPacked(byte[] file, int at, Sought driver) throws NotBootableException {
        try (InputStream in = Packed.of(file, at).open(file, at, file.length - at)) {
            byte[] piece = new byte[PIECE];
            long all = 0;
            for (int count = in.read(piece); count >= 0 && !driver.isFound(); count = in.read(piece)) {
                driver.pass(piece, count);
                all += count;
                if (all > LONGEST_UNPACKED) {
                    throw new NotBootableException("it is longer than a RAM disk may be");
                }
            }
        } catch (IOException e) {
            throw new NotBootableException("it is damaged: " + e.getMessage());
        }
    }

    private static long number(byte[] file, int at) throws NotBootableException {
        try {
            return Long.parseLong(new String(file, at, FIELD, StandardCharsets.ISO_8859_1), 16);
        } catch (NumberFormatException e) {
            throw new NotBootableException("it is a RAM disk that is damaged");
        }
    }

    private static long aligned(long length) {
        return Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
    }

    private static int pastZeros(byte[] file, int start) {
        int at = start;
        while (at < file.length && file[at] == 0) {
            at++;
        }
        return at;
    }
}
