package dev.origami.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A kernel that writes a text to its serial console and then does nothing for ever: what runs on a machine that has
 * nothing to start, so that it runs as EC2's does, and its console says why.
 */
public final class LastWords {
    /** The text and the code are loaded there, as an ordinary kernel is. */
    private static final int LOADED_AT = 0x100000;

    private static final int HEADER_BYTES = 52;
    private static final int PART_BYTES = 32;
    private static final int NOTE_BYTES = 20;
    private static final int NOTE_AT = HEADER_BYTES + 2 * PART_BYTES;
    private static final int CODE_AT = NOTE_AT + NOTE_BYTES;

    /** With 32 bits and without paging; the address of the text comes first. */
    private static final byte[] CODE = {
        (byte) 0xbe,
        0,
        0,
        0,
        0, // mov esi, the text
        (byte) 0xac, // next: lodsb
        (byte) 0x84,
        (byte) 0xc0, // test al, al
        (byte) 0x74,
        0x14, // jz end
        (byte) 0x88,
        (byte) 0xc4, // mov ah, al
        0x66,
        (byte) 0xba,
        (byte) 0xfd,
        0x03, // mov dx, 0x3fd
        (byte) 0xec, // wait: in al, dx
        (byte) 0xa8,
        0x20, // test al, 0x20: there is room
        (byte) 0x74,
        (byte) 0xfb, // jz wait
        (byte) 0x88,
        (byte) 0xe0, // mov al, ah
        0x66,
        (byte) 0xba,
        (byte) 0xf8,
        0x03, // mov dx, 0x3f8
        (byte) 0xee, // out dx, al
        (byte) 0xeb,
        (byte) 0xe7, // jmp next
        (byte) 0xfa, // end: cli
        (byte) 0xf4, // hlt
        (byte) 0xeb,
        (byte) 0xfc // jmp end
    };

    private static final int TEXT_ADDRESS_AT = 1;

    private LastWords() {}

    /** The kernel, as an ELF file. */
    public static byte[] kernel(String text) {
        byte[] words = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        int length = CODE_AT + CODE.length + words.length + 1;
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ElfKernel.MAGIC).put((byte) 1).put((byte) 1).put((byte) 1).position(16);
        // An executable for i386, entered at the code, its parts told right behind this header.
        file.putShort((short) 2)
                .putShort((short) 3)
                .putInt(1)
                .putInt(LOADED_AT + CODE_AT)
                .putInt(HEADER_BYTES);
        file.putInt(0)
                .putInt(0)
                .putShort((short) HEADER_BYTES)
                .putShort((short) PART_BYTES)
                .putShort((short) 2);
        file.position(HEADER_BYTES);
        part(file, 1, 0, length, 7);
        part(file, 4, NOTE_AT, NOTE_BYTES, 4);
        file.putInt(4).putInt(4).putInt(18).put("Xen\0".getBytes(StandardCharsets.US_ASCII));
        file.putInt(LOADED_AT + CODE_AT);
        file.put(CODE).put(words);
        return file.putInt(CODE_AT + TEXT_ADDRESS_AT, LOADED_AT + CODE_AT + CODE.length)
                .array();
    }

    private static void part(ByteBuffer file, int type, int offset, int length, int flags) {
        int address = LOADED_AT + offset;
        file.putInt(type).putInt(offset).putInt(address).putInt(address);
        file.putInt(length).putInt(length).putInt(flags).putInt(4);
    }
}
