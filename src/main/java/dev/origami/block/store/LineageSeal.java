package dev.origami.block.store;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.DiskSecret;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the chunks of one lineage and opens them again: AES-256-GCM with a random nonce of 96 bits in front and the tag
 * behind. The tag covers what a record's header says of the chunk, so a payload passes under its own id alone. Keeps
 * its ciphers for the next use. Safe for many threads.
 */
final class LineageSeal {
    /** What sealing adds to a payload. */
    static final int OVERHEAD_BYTES = 28;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final int ADDITIONAL_BYTES = 11 + ChunkId.BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LineageId lineage;
    private final SecretKey dataKey;
    private final SecretKey idKey;
    private final SecretKey sealKey;
    private final ConcurrentLinkedQueue<Mac> macs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Cipher> ciphers = new ConcurrentLinkedQueue<>();

    LineageSeal(BlockKeys keys, LineageId lineage) throws BlockKeyGoneException {
        this.lineage = lineage;
        dataKey = keys.of(lineage);
        idKey = new SecretKeySpec(DiskSecret.derive(keys, lineage, "chunk ids", KEY_BYTES), "HmacSHA256");
        sealKey = new SecretKeySpec(DiskSecret.derive(keys, lineage, "chunk seals", KEY_BYTES), "AES");
    }

    LineageId lineage() {
        return lineage;
    }

    boolean isOf(SecretKey key) {
        return dataKey.equals(key);
    }

    /** The name of a chunk: the same for the same bytes, and it tells nothing of them to who has no key. */
    ChunkId idOf(byte[] bytes, int offset, int length) {
        Mac mac = macs.poll();
        try {
            if (mac == null) {
                mac = Mac.getInstance("HmacSHA256");
                mac.init(idKey);
            }
        } catch (GeneralSecurityException e) {
            throw unknown(e);
        }
        mac.update(bytes, offset, length);
        ChunkId id = ChunkId.of(mac.doFinal());
        macs.add(mac);
        return id;
    }

    /** Seals what was made of a chunk of {@code rawBytes}. */
    byte[] seal(short flags, int rawBytes, ChunkId id, byte[] packed, int offset, int length) {
        // Not made of the id: with another zstd the same chunk may be packed into other bytes.
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = new byte[length + OVERHEAD_BYTES];
        System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
        try {
            Cipher cipher = cipher();
            cipher.init(Cipher.ENCRYPT_MODE, sealKey, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(additional(flags, rawBytes, id));
            int _ = cipher.doFinal(packed, offset, length, sealed, NONCE_BYTES);
            ciphers.add(cipher);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw unknown(e);
        }
    }

    /**
     * Opens a record's payload to the beginning of a buffer.
     *
     * @throws IOException when it is not what was sealed under this lineage's key and this id, with the fault in words
     */
    void open(RecordHeader header, byte[] sealed, int offset, byte[] into) throws IOException {
        try {
            Cipher cipher = cipher();
            cipher.init(Cipher.DECRYPT_MODE, sealKey, new GCMParameterSpec(TAG_BITS, sealed, offset, NONCE_BYTES));
            cipher.updateAAD(additional(header.flags(), header.rawBytes(), header.id()));
            int _ = cipher.doFinal(sealed, offset + NONCE_BYTES, header.storedBytes() - NONCE_BYTES, into, 0);
            ciphers.add(cipher);
        } catch (AEADBadTagException e) {
            throw new IOException("its seal is broken", e);
        } catch (ShortBufferException e) {
            throw new IOException("its header contradicts itself", e);
        } catch (GeneralSecurityException e) {
            throw unknown(e);
        }
    }

    private byte[] additional(short flags, int rawBytes, ChunkId id) {
        ByteBuffer bytes = ByteBuffer.allocate(ADDITIONAL_BYTES);
        bytes.put(RecordKind.CHUNK.code()).putShort(flags).putInt(rawBytes).putInt(lineage.number());
        id.write(bytes);
        return bytes.array();
    }

    private Cipher cipher() throws GeneralSecurityException {
        Cipher idle = ciphers.poll();
        return idle == null ? Cipher.getInstance("AES/GCM/NoPadding") : idle;
    }

    private static IllegalStateException unknown(GeneralSecurityException e) {
        return new IllegalStateException("Every JDK has AES-GCM and HMAC", e);
    }
}
