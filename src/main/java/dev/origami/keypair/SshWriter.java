package dev.origami.keypair;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the fields of the SSH wire format: lengths of four bytes, then the bytes (RFC 4251). */
final class SshWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    SshWriter bytes(byte[] value) {
        number(value.length);
        return raw(value);
    }

    SshWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    SshWriter number(int value) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    SshWriter raw(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
