package dev.origami.command.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The first sector of a disk whose guest does nothing but write to it, by the firmware, until its power is cut. */
final class WritingGuest {
    private static final int SECTOR_BYTES = 512;
    private static final short SIGNATURE = (short) 0xaa55;
    private static final int PACKET_AT = 20;
    private static final int MIB_SECTORS = 2048;
    private static final short SECTORS_AT_ONCE = 64;
    private static final short BUFFER = 0x7e00;

    private WritingGuest() {}

    /** Writes 32 KiB, moves on by a sector, and again; what it writes is what lies in its memory. */
    static byte[] bootSector() {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(new byte[] {
            0x31,
            (byte) 0xc0, // xor ax, ax
            (byte) 0x8e,
            (byte) 0xd8, // mov ds, ax
            (byte) 0xbe,
            PACKET_AT,
            0x7c, // mov si, the packet
            (byte) 0xb4,
            0x43, // mov ah, write
            (byte) 0xb0,
            0x00, // mov al, without a check
            (byte) 0xcd,
            0x13, // int the disk's
            (byte) 0xff,
            0x06,
            PACKET_AT + 8,
            0x7c, // inc the packet's sector
            (byte) 0xeb,
            (byte) 0xf4 // jmp to the write
        });
        sector.position(PACKET_AT);
        sector.putShort((short) 16)
                .putShort(SECTORS_AT_ONCE)
                .putShort(BUFFER)
                .putShort((short) 0)
                .putLong(MIB_SECTORS);
        sector.putShort(SECTOR_BYTES - 2, SIGNATURE);
        return sector.array();
    }
}
