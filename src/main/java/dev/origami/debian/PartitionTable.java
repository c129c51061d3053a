package dev.origami.debian;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The partition table of a disk with one bootable Linux partition: an MBR, and a gap of 1 MiB for the boot loader. */
final class PartitionTable {
    static final long PARTITION_OFFSET_BYTES = 1 << 20;
    static final int SECTOR_BYTES = 512;

    private static final int SIGNATURE_AT = 440;
    private static final int FIRST_ENTRY_AT = 446;
    private static final int BOOT_MARK_AT = 510;
    private static final byte BOOTABLE = (byte) 0x80;
    private static final byte LINUX = (byte) 0x83;
    /** Cylinder, head and sector cannot express what lies past 8 GiB; this value says "see the sector numbers". */
    private static final byte[] NO_GEOMETRY = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF};

    private PartitionTable() {}

    /** Writes it into the first sector. The signature is the disk's four-byte name, which no two recipes share. */
    static void write(FileChannel disk, int signature, long diskBytes) throws IOException {
        ByteBuffer table = ByteBuffer.allocate(SECTOR_BYTES - SIGNATURE_AT).order(ByteOrder.LITTLE_ENDIAN);
        table.putInt(0, signature);
        table.position(FIRST_ENTRY_AT - SIGNATURE_AT);
        table.put(BOOTABLE).put(NO_GEOMETRY).put(LINUX).put(NO_GEOMETRY);
        table.putInt((int) (PARTITION_OFFSET_BYTES / SECTOR_BYTES));
        table.putInt((int) ((diskBytes - PARTITION_OFFSET_BYTES) / SECTOR_BYTES));
        table.putShort(BOOT_MARK_AT - SIGNATURE_AT, (short) 0xAA55);
        table.rewind();
        long at = SIGNATURE_AT;
        while (table.hasRemaining()) {
            at += disk.write(table, at);
        }
    }
}
