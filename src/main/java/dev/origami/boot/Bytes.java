package dev.origami.boot;

import java.nio.charset.StandardCharsets;

/** Little-endian numbers and texts within bytes. */
final class Bytes {
    private Bytes() {}

    static int int16(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at]) | Byte.toUnsignedInt(bytes[at + 1]) << 8;
    }

    static int int32(byte[] bytes, int at) {
        return int16(bytes, at) | int16(bytes, at + 2) << 16;
    }

    static boolean has(byte[] bytes, int at, String text) {
        return has(bytes, at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static boolean has(byte[] bytes, int at, byte[] wanted) {
        if (at < 0 || at > bytes.length - wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
