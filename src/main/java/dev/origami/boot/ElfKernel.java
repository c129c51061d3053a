package dev.origami.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A kernel as an ELF file: for which processors it is, and whether it has the entry of PVH. */
final class ElfKernel {
    static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

    private static final int HEADER_BYTES = 64;
    private static final int CLASS_AT = 4;
    private static final int DATA_AT = 5;
    private static final int MACHINE_AT = 18;
    private static final int LITTLE_ENDIAN = 1;
    private static final int WIDE = 2;
    private static final int I386 = 3;
    private static final int X86_64 = 62;

    private static final int NOTES = 4;
    private static final int MOST_PARTS = 64;
    private static final int LONGEST_NOTES = 64 << 10;
    private static final int NOTE_HEADER_BYTES = 12;
    private static final int ALIGNMENT = 4;
    /** The letters of Xen, as a number. */
    private static final int OWNER = 0x6e6558;
    /** {@code XEN_ELFNOTE_PHYS32_ENTRY}: where a kernel is entered with 32 bits and without paging. */
    private static final int PVH_ENTRY = 18;

    private final FileChannel file;
    private final boolean wide;

    private ElfKernel(FileChannel file, boolean wide) {
        this.file = file;
        this.wide = wide;
    }

    /**
     * The architecture, in EC2's words.
     *
     * @throws NotBootableException when it is of none that can be started here, or has no PVH entry
     */
    static String architecture(Path path) throws IOException, NotBootableException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer header = read(file, 0, HEADER_BYTES);
            if (header.getInt(0) != Bytes.int32(MAGIC, 0) || header.get(DATA_AT) != LITTLE_ENDIAN) {
                throw new NotBootableException("what it holds is no Linux kernel");
            }
            boolean wide = header.get(CLASS_AT) == WIDE;
            String architecture = switch (Short.toUnsignedInt(header.getShort(MACHINE_AT))) {
                case I386 -> "i386";
                case X86_64 -> "x86_64";
                default ->
                    throw new NotBootableException("it is a kernel for processors that paravirtual machines do"
                            + " not have here: neither i386 nor x86_64");
            };
            if (!new ElfKernel(file, wide).hasEntry(header)) {
                throw new NotBootableException("it has no PVH entry, by which machines start it directly: its"
                        + " configuration has no CONFIG_PVH");
            }
            return architecture;
        }
    }

    private boolean hasEntry(ByteBuffer header) throws IOException, NotBootableException {
        long table = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(28));
        int entryBytes = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
        int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
        if (entryBytes != (wide ? 56 : 32) || count > MOST_PARTS) {
            throw new NotBootableException("what it holds is a strange ELF file");
        }
        for (int i = 0; i < count; i++) {
            ByteBuffer part = read(file, table + (long) i * entryBytes, entryBytes);
            long offset = wide ? part.getLong(8) : Integer.toUnsignedLong(part.getInt(4));
            long length = wide ? part.getLong(32) : Integer.toUnsignedLong(part.getInt(16));
            if (part.getInt(0) == NOTES
                    && length >= 0
                    && length <= LONGEST_NOTES
                    && isEntryIn(read(file, offset, (int) length))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEntryIn(ByteBuffer notes) {
        long at = 0;
        while (at + NOTE_HEADER_BYTES <= notes.limit()) {
            int header = (int) at;
            long nameLength = Integer.toUnsignedLong(notes.getInt(header));
            long valueLength = Integer.toUnsignedLong(notes.getInt(header + 4));
            if (notes.getInt(header + 8) == PVH_ENTRY && isOwner(notes, header + NOTE_HEADER_BYTES)) {
                return true;
            }
            at += NOTE_HEADER_BYTES + aligned(nameLength) + aligned(valueLength);
        }
        return false;
    }

    private static boolean isOwner(ByteBuffer notes, int at) {
        return at + Integer.BYTES <= notes.limit() && notes.getInt(at) == OWNER;
    }

    private static long aligned(long length) {
        return Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
    }

    private static ByteBuffer read(FileChannel file, long offset, int length) throws IOException, NotBootableException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (offset < 0 || offset > file.size() - length) {
            throw new NotBootableException("what it holds is cut off");
        }
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new NotBootableException("what it holds is cut off");
            }
        }
        return bytes.flip();
    }
}
