package dev.origami.block.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Parts of a file that may end anywhere and claim anything. */
record HeaderBytes(FileChannel channel, DiskFormat format) {

    /** Exactly that part, most significant byte first. */
    ByteBuffer at(long offset, int lengthBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        if (offset < 0 || offset > channel.size() - lengthBytes) {
            throw new DiskRefusedException("The file ends before its " + format + " header does");
        }
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new DiskRefusedException("The file ends before its " + format + " header does");
            }
        }
        return bytes.flip();
    }

    /** The same, least significant byte first. */
    ByteBuffer littleEndianAt(long offset, int lengthBytes) throws IOException {
        return at(offset, lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    long fileBytes() throws IOException {
        return channel.size();
    }

    DiskRefusedException refusal(String why) {
        return new DiskRefusedException("The " + format + " file " + why);
    }
}
