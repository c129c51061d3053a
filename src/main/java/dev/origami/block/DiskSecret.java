package dev.origami.block;

import dev.origami.id.LineageId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The secrets that follow from a lineage's data key, each by its label (HKDF-SHA256), so that none of them tells of
 * another and the data key itself seals nothing.
 */
public final class DiskSecret {
    private static final int PASSPHRASE_BYTES = 32;

    private DiskSecret() {}

    /**
     * The passphrase of every overlay of a lineage: 256 bits in base64.
     *
     * @throws BlockKeyGoneException when there is no data key any more
     */
    public static String passphrase(BlockKeys keys, LineageId lineage) throws BlockKeyGoneException {
        return Base64.getEncoder().encodeToString(derive(keys, lineage, "overlay passphrase", PASSPHRASE_BYTES));
    }

    /**
     * Secret bytes of a lineage for one use.
     *
     * @param label what they are for: other labels give other bytes
     * @throws BlockKeyGoneException when there is no data key any more
     */
    public static byte[] derive(BlockKeys keys, LineageId lineage, String label, int bytes)
            throws BlockKeyGoneException {
        HKDFParameterSpec use = HKDFParameterSpec.ofExtract()
                .addIKM(keys.of(lineage))
                .thenExpand(("origami " + label).getBytes(StandardCharsets.UTF_8), bytes);
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(use);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HKDF", e);
        }
    }
}
