package dev.origami.block.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Refuses VHD files that hold only the differences from another, which QEMU would read as if that were empty. */
final class VhdHeader {
    private static final long COOKIE = 0x636f6e6563746978L;
    private static final int FOOTER_BYTES = 512;
    private static final int FIXED = 2;
    private static final int DYNAMIC = 3;

    private VhdHeader() {}

    static void check(HeaderBytes bytes) throws IOException {
        // A dynamic disk begins with a copy of its footer, which QEMU reads first.
        ByteBuffer footer = bytes.at(0, FOOTER_BYTES);
        if (footer.getLong(0) != COOKIE) {
            footer = bytes.at(bytes.fileBytes() - FOOTER_BYTES, FOOTER_BYTES);
        }
        if (footer.getLong(0) != COOKIE) {
            throw bytes.refusal("has no footer");
        }
        int type = footer.getInt(60);
        if (type != FIXED && type != DYNAMIC) {
            throw bytes.refusal("is neither fixed nor dynamic: one that differs from a parent must be merged first");
        }
    }
}
