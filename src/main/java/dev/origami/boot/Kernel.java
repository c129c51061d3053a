package dev.origami.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Linux kernel that a machine starts directly, by its PVH entry: without firmware, boot loader and its own unpacking.
 *
 * @param architecture {@code x86_64} or {@code i386}
 * @param hasVirtio whether it finds disks of virtio by itself, without a RAM disk that brings the driver
 */
public record Kernel(String architecture, boolean hasVirtio) {
    /** The longest file that may hold one. */
    public static final int LONGEST = 64 << 20;

    /** The driver of disks, as it calls itself. */
    static final String DRIVER = "virtio_blk";

    private static final long LONGEST_UNPACKED = 256L << 20;
    private static final int PIECE = 1 << 20;

    private static final int SECTOR = 512;
    private static final int USUAL_SETUP_SECTORS = 4;
    private static final int SETUP_SECTORS_AT = 0x1f1;
    private static final int BOOT_FLAG_AT = 0x1fe;
    private static final int BOOT_FLAG = 0xaa55;
    private static final int SIGNATURE_AT = 0x202;
    private static final int VERSION_AT = 0x206;
    private static final int VERSION_WITH_PAYLOAD = 0x208;
    private static final int PAYLOAD_OFFSET_AT = 0x248;
    private static final int PAYLOAD_LENGTH_AT = 0x24c;

    /** Where in a file its kernel is. */
    private record Payload(int offset, int length) {}

    /**
     * Writes the kernel that a file holds in the form in which it is started: the file of a distribution (a bzImage), or
     * the same unpacked already (an ELF file), or either of them in gzip.
     *
     * @throws NotBootableException when it is no kernel, or none that can be started directly
     */
    public static Kernel unpack(byte[] file, Path to) throws IOException, NotBootableException {
        byte[] plain = Packed.of(file, 0) == Packed.NOT ? file : unpacked(file);
        Payload payload = payload(plain);
        Sought driver = new Sought(DRIVER);
        try (OutputStream out = Files.newOutputStream(to);
                InputStream in = open(plain, payload)) {
            copy(in, out, driver);
        } catch (DiskException e) {
            throw e;
        } catch (IOException e) {
            throw damaged(e);
        }
        return new Kernel(ElfKernel.architecture(to), driver.isFound());
    }

    private static InputStream open(byte[] file, Payload payload) throws IOException, NotBootableException {
        Packed packed = Packed.of(file, payload.offset());
        boolean elf = Bytes.has(file, payload.offset(), ElfKernel.MAGIC);
        if (packed == Packed.NOT && !elf) {
            throw new NotBootableException("it is no Linux kernel: neither a bzImage nor an ELF file");
        }
        // Behind all but gzip stands the length of what was packed, which some of the readers would take for more.
        int behind = packed == Packed.NOT || packed == Packed.GZIP ? 0 : Integer.BYTES;
        return packed.open(file, payload.offset(), Math.max(0, payload.length() - behind));
    }

    private static Payload payload(byte[] file) throws NotBootableException {
        boolean isBzImage = file.length > PAYLOAD_LENGTH_AT + Integer.BYTES
                && Bytes.int16(file, BOOT_FLAG_AT) == BOOT_FLAG
                && Bytes.has(file, SIGNATURE_AT, "HdrS");
        if (!isBzImage) {
            return new Payload(0, file.length);
        }
        if (Bytes.int16(file, VERSION_AT) < VERSION_WITH_PAYLOAD) {
            throw new NotBootableException("it is a Linux kernel older than 2.6.26, which says nothing of its payload");
        }
        int sectors = Byte.toUnsignedInt(file[SETUP_SECTORS_AT]);
        long start = (sectors == 0 ? USUAL_SETUP_SECTORS : sectors) * (long) SECTOR + SECTOR;
        long offset = start + Integer.toUnsignedLong(Bytes.int32(file, PAYLOAD_OFFSET_AT));
        long length = Integer.toUnsignedLong(Bytes.int32(file, PAYLOAD_LENGTH_AT));
        if (length == 0 || offset + length > file.length) {
            throw new NotBootableException("it is a Linux kernel that is cut off");
        }
        return new Payload((int) offset, (int) length);
    }

    private static byte[] unpacked(byte[] file) throws IOException, NotBootableException {
        try (InputStream in = Packed.of(file, 0).open(file, 0, file.length)) {
            byte[] plain = in.readNBytes(LONGEST + 1);
            if (plain.length > LONGEST) {
                throw tooLong();
            }
            return plain;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static void copy(InputStream in, OutputStream out, Sought driver) throws IOException, NotBootableException {
        byte[] piece = new byte[PIECE];
        long all = 0;
        int count = in.read(piece);
        while (count >= 0) {
            all += count;
            if (all > LONGEST_UNPACKED) {
                throw tooLong();
            }
            driver.pass(piece, count);
            try {
                out.write(piece, 0, count);
            } catch (IOException e) {
                throw new DiskException(e);
            }
            count = in.read(piece);
        }
    }

    private static NotBootableException tooLong() {
        return new NotBootableException("it is longer than a kernel may be");
    }

    private static NotBootableException damaged(IOException e) {
        return new NotBootableException("it is damaged: " + e.getMessage());
    }

    /** What it was to be written to failed, and not what was read. */
    private static final class DiskException extends IOException {
        private static final long serialVersionUID = 1L;

        DiskException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
