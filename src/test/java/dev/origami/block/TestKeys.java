package dev.origami.block;

import dev.origami.id.LineageId;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A data key for each lineage, until it is thrown away. */
public final class TestKeys implements BlockKeys {
    private static final int KEY_BYTES = 32;

    private final Set<LineageId> gone = ConcurrentHashMap.newKeySet();

    /** From now on nobody has the key of this lineage. */
    public void throwAway(LineageId lineage) {
        gone.add(lineage);
    }

    @Override
    public SecretKey of(LineageId lineage) throws BlockKeyGoneException {
        if (gone.contains(lineage)) {
            throw new BlockKeyGoneException(lineage, null);
        }
        byte[] bits = new byte[KEY_BYTES];
        Arrays.fill(bits, (byte) (lineage.number() * 31));
        return new SecretKeySpec(bits, "AES");
    }
}
