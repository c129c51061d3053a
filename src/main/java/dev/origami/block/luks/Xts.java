package dev.origami.block.luks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** AES-256 in XTS mode over sectors of 512 bytes, which {@code plain64} numbers (IEEE 1619). For one thread at a time. */
final class Xts {
    static final int KEY_BYTES = 64;
    static final int SECTOR_BYTES = 512;

    private static final int BLOCK_BYTES = 16;
    /** What the field's polynomial leaves when a tweak overflows. */
    private static final long REDUCTION = 0x87;

    private final Cipher blocks;
    private final Cipher tweaks;

    Xts(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("Not a key of 512 bits");
        }
        blocks = aes(Arrays.copyOfRange(key, 0, KEY_BYTES / 2));
        tweaks = aes(Arrays.copyOfRange(key, KEY_BYTES / 2, KEY_BYTES));
    }

    /** Encrypts whole sectors, the first of which has the number 0. */
    byte[] encrypt(byte[] plain) {
        if (plain.length % SECTOR_BYTES != 0) {
            throw new IllegalArgumentException("Not whole sectors: " + plain.length);
        }
        byte[] mask = mask(plain.length);
        return xor(apply(blocks, xor(plain, mask)), mask);
    }

    /** What each block is combined with before and after: the tweak of its sector, doubled once per block. */
    private byte[] mask(int length) {
        ByteBuffer mask = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (long sector = 0; mask.hasRemaining(); sector++) {
            ByteBuffer number = ByteBuffer.allocate(BLOCK_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, sector);
            ByteBuffer tweak = ByteBuffer.wrap(apply(tweaks, number.array())).order(ByteOrder.LITTLE_ENDIAN);
            long low = tweak.getLong();
            long high = tweak.getLong();
            for (int block = 0; block < SECTOR_BYTES / BLOCK_BYTES; block++) {
                mask.putLong(low).putLong(high);
                long overflow = high >>> (Long.SIZE - 1);
                high = high << 1 | low >>> (Long.SIZE - 1);
                low = low << 1 ^ overflow * REDUCTION;
            }
        }
        return mask.array();
    }

    /** Each byte of one combined with that of the other. */
    static byte[] xor(byte[] one, byte[] other) {
        byte[] both = new byte[one.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = (byte) (one[i] ^ other[i]);
        }
        return both;
    }

    private static byte[] apply(Cipher cipher, byte[] bytes) {
        try {
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Whole blocks are always encrypted", e);
        }
    }

    private static Cipher aes(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES", e);
        }
    }
}
