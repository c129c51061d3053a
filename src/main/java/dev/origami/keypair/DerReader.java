package dev.origami.keypair;

import java.util.Arrays;

/** Reads the few DER structures that keys need; of a key that the JDK itself wrote. */
final class DerReader {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int LONG_LENGTH = 0x80;

    private final byte[] der;
    private int at;

    DerReader(byte[] der) {
        this.der = der.clone();
    }

    /** PKCS#8 is a sequence of version, algorithm, and the key of that algorithm in an octet string. */
    byte[] privateKeyOfPkcs8() {
        int end = enter(SEQUENCE);
        while (at < end) {
            int tag = der[at] & 0xff;
            int contentEnd = enter(tag);
            if (tag == OCTET_STRING) {
                return Arrays.copyOfRange(der, at, contentEnd);
            }
            at = contentEnd;
        }
        throw new IllegalStateException("no private key in what the JDK made");
    }

    /** Goes to the content of the element here and says where that ends. */
    private int enter(int tag) {
        if ((der[at] & 0xff) != tag) {
            throw new IllegalStateException("unexpected structure of a key");
        }
        int first = der[at + 1] & 0xff;
        at += 2;
        int length = first;
        if (first >= LONG_LENGTH) {
            length = 0;
            for (int i = 0; i < first - LONG_LENGTH; i++) {
                length = (length << Byte.SIZE) | (der[at++] & 0xff);
            }
        }
        return at + length;
    }
}
