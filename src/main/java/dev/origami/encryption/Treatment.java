package dev.origami.encryption;

import dev.origami.account.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a disk that is made of another one, or of nothing: the tables of source sections 3.2 and 7.1, row by
 * row. What is encrypted stays so.
 */
public sealed interface Treatment {
    /** It is not encrypted. */
    record Plain() implements Treatment {}

    /** It goes on in the lineage of what it is made of. */
    record Same(Lineage lineage) implements Treatment {}

    /**
     * It begins a lineage.
     *
     * @param key the account key under which, as the request names it; null: the owner's default
     */
    record Anew(@Nullable String key) implements Treatment {}

    /**
     * Decides.
     *
     * @param owner whose the new disk is, and in which region
     * @param source of what it is made; null when of something that is not encrypted, or of nothing
     * @param byDefault whether the owner encrypts all new disks there
     */
    static Treatment of(Caller owner, @Nullable Lineage source, EncryptionWish wish, boolean byDefault) {
        if (wish.key() != null) {
            return new Anew(wish.key());
        }
        if (source == null) {
            return byDefault || Boolean.TRUE.equals(wish.encrypted()) ? new Anew(null) : new Plain();
        }
        return source.isOf(owner) ? new Same(source) : new Anew(null);
    }
}
