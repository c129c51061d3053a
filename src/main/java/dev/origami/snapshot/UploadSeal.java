package dev.origami.snapshot;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.DiskSecret;
import dev.origami.id.LineageId;
import dev.origami.id.SnapshotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the blocks of an upload in its file: AES-256-GCM with a random nonce in front, bound to the snapshot and the
 * block's index.
 */
public final class UploadSeal {
    /** What a sealed block is longer than the block. */
    static final int OVERHEAD_BYTES = 12 + 16;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;
    private final SnapshotId snapshot;

    private UploadSeal(SecretKey key, SnapshotId snapshot) {
        this.key = key;
        this.snapshot = snapshot;
    }

    static UploadSeal of(BlockKeys keys, LineageId lineage, SnapshotId snapshot) throws BlockKeyGoneException {
        byte[] bits = DiskSecret.derive(keys, lineage, "upload", KEY_BYTES);
        return new UploadSeal(new SecretKeySpec(bits, "AES"), snapshot);
    }

    /** A block as it lies in the file. */
    public ByteBuffer seal(long index, ByteBuffer block) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        ByteBuffer sealed =
                ByteBuffer.allocate(block.remaining() + OVERHEAD_BYTES).put(nonce);
        try {
            int _ = cipher(Cipher.ENCRYPT_MODE, nonce, index).doFinal(block, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return sealed.flip();
    }

    /**
     * A block as it was before.
     *
     * @throws IOException when it is not what was written there
     */
    ByteBuffer open(long index, ByteBuffer sealed) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        sealed.get(nonce);
        ByteBuffer block = ByteBuffer.allocate(BlockStore.LISTED_BLOCK_BYTES);
        try {
            int _ = cipher(Cipher.DECRYPT_MODE, nonce, index).doFinal(sealed, block);
        } catch (GeneralSecurityException e) {
            throw new IOException("block " + index + " of the upload " + snapshot + " is not what was written", e);
        }
        return block.flip();
    }

    private Cipher cipher(int mode, byte[] nonce, long index) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((snapshot + " " + index).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
