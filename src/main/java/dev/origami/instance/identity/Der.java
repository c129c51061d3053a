package dev.origami.instance.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes the few kinds of ASN.1 values that certificates and signed messages are made of, by the rules of DER (X.690). */
final class Der {
    private static final int SHORT_LENGTH = 0x80;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return value(0x31, parts);
    }

    /** A value under the explicit tag 0. */
    static byte[] tagged(byte[] value) {
        return value(0xa0, value);
    }

    static byte[] integer(BigInteger number) {
        return value(0x02, number.toByteArray());
    }

    static byte[] octets(byte[] octets) {
        return value(0x04, octets);
    }

    /** A bit string of whole octets. */
    static byte[] bits(byte[] octets) {
        return value(0x03, new byte[1], octets);
    }

    /** @param hex the content of an object identifier */
    static byte[] identifier(String hex) {
        return value(0x06, HexFormat.of().parseHex(hex));
    }

    static byte[] nothing() {
        return value(0x05);
    }

    static byte[] text(String text) {
        return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param time as {@code 20260131091422Z} */
    static byte[] time(String time) {
        return value(0x18, time.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param time of a year before 2050, as {@code 260131091422Z} */
    static byte[] shortTime(String time) {
        return value(0x17, time.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        length(whole, content.size());
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length < SHORT_LENGTH) {
            out.write(length);
            return;
        }
        byte[] octets = BigInteger.valueOf(length).toByteArray();
        int start = octets[0] == 0 ? 1 : 0;
        out.write(SHORT_LENGTH | (octets.length - start));
        out.write(octets, start, octets.length - start);
    }
}
