package dev.origami.block.luks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A header of LUKS, version 1, for AES-256 in XTS mode, which one passphrase opens. QEMU makes such headers too, but
 * measures for seconds how far a passphrase can be stretched; one of 256 bits is not guessed, stretched or not.
 */
public final class LuksHeader {
    /** How long the volume key is: two keys of AES-256, as XTS wants. */
    public static final int KEY_BYTES = Xts.KEY_BYTES;

    private static final int SLOTS = 8;
    private static final int FIRST_SLOT = 4096;
    /** QEMU wants this many in each slot, used or not, and no two slots to overlap. */
    private static final int STRIPES = 4000;

    private static final int SLOT_BYTES = Math.ceilDiv(KEY_BYTES * STRIPES, 4096) * 4096;
    private static final int SLOT_USED = 0x00AC71F3;
    private static final int SLOT_FREE = 0x0000DEAD;
    private static final int NAME_BYTES = 32;
    private static final int UUID_BYTES = 40;
    private static final int SALT_BYTES = 32;
    private static final int DIGEST_BYTES = 20;
    /** The least that QEMU itself ever writes. */
    private static final int ITERATIONS = 1000;

    /** Where the data begins; {@link #of} answers what is not zero of this. */
    public static final int BYTES = FIRST_SLOT + SLOTS * SLOT_BYTES;

    private LuksHeader() {}

    /**
     * The header's beginning; what follows up to {@link #BYTES} is zero.
     *
     * @param volumeKey what the data is encrypted under: {@link #KEY_BYTES} of them
     * @param passphrase of at least 256 bits, in ASCII
     */
    public static byte[] of(byte[] volumeKey, String passphrase, SecureRandom random) {
        ByteBuffer header = ByteBuffer.allocate(FIRST_SLOT + SLOT_BYTES);
        header.put("LUKS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0xba).put((byte) 0xbe);
        header.putShort((short) 1);
        put(header, "aes", NAME_BYTES);
        put(header, "xts-plain64", NAME_BYTES);
        put(header, "sha256", NAME_BYTES);
        header.putInt(BYTES / Xts.SECTOR_BYTES).putInt(KEY_BYTES);
        byte[] digestSalt = bytes(random, SALT_BYTES);
        header.put(stretched(volumeKey, digestSalt, DIGEST_BYTES))
                .put(digestSalt)
                .putInt(ITERATIONS);
        put(header, UUID.randomUUID().toString(), UUID_BYTES);
        byte[] slotSalt = bytes(random, SALT_BYTES);
        for (int slot = 0; slot < SLOTS; slot++) {
            boolean used = slot == 0;
            header.putInt(used ? SLOT_USED : SLOT_FREE).putInt(used ? ITERATIONS : 0);
            header.put(used ? slotSalt : new byte[SALT_BYTES]);
            header.putInt((FIRST_SLOT + slot * SLOT_BYTES) / Xts.SECTOR_BYTES).putInt(STRIPES);
        }
        byte[] slotKey = stretched(passphrase.getBytes(StandardCharsets.US_ASCII), slotSalt, KEY_BYTES);
        header.put(FIRST_SLOT, new Xts(slotKey).encrypt(split(volumeKey, random)));
        return header.array();
    }

    /**
     * The key as stripes that give it back only all together, so that overwriting any part of them destroys it: LUKS's
     * anti-forensic split.
     */
    private static byte[] split(byte[] key, SecureRandom random) {
        byte[] stripes = bytes(random, KEY_BYTES * STRIPES);
        byte[] sum = new byte[KEY_BYTES];
        int last = (STRIPES - 1) * KEY_BYTES;
        for (int stripe = 0; stripe < last; stripe += KEY_BYTES) {
            for (int i = 0; i < KEY_BYTES; i++) {
                sum[i] ^= stripes[stripe + i];
            }
            sum = diffused(sum);
        }
        for (int i = 0; i < KEY_BYTES; i++) {
            stripes[last + i] = (byte) (sum[i] ^ key[i]);
        }
        return stripes;
    }

    private static byte[] diffused(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            ByteBuffer all = ByteBuffer.allocate(bytes.length);
            for (int part = 0; all.hasRemaining(); part++) {
                sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part));
                sha256.update(bytes, all.position(), sha256.getDigestLength());
                all.put(sha256.digest());
            }
            return all.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** PBKDF2 with HMAC-SHA256. The JDK's own takes characters only, and a volume key is bytes. */
    private static byte[] stretched(byte[] secret, byte[] salt, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            int blocks = Math.ceilDiv(length, mac.getMacLength());
            ByteBuffer all = ByteBuffer.allocate(blocks * mac.getMacLength());
            for (int block = 1; block <= blocks; block++) {
                mac.update(salt);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, block));
                byte[] round = mac.doFinal();
                byte[] sum = round;
                for (int i = 1; i < ITERATIONS; i++) {
                    round = mac.doFinal(round);
                    sum = Xts.xor(sum, round);
                }
                all.put(sum);
            }
            return Arrays.copyOf(all.array(), length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA256", e);
        }
    }

    private static void put(ByteBuffer header, String text, int length) {
        header.put(Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), length));
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
