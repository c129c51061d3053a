package dev.origami.key;

import dev.origami.config.KeyLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The rules of a key's tags. They are KMS's own, and no resource tags of EC2. */
public final class KeyTags {
    private final KeyLimits limits;

    KeyTags(KeyLimits limits) {
        this.limits = limits;
    }

    /** A tag of a key. The value may be empty; upper and lower case count in both. */
    public record KeyTag(String key, String value) {}

    /**
     * TagResource: overwrites equal keys.
     *
     * @throws ApiException {@code TagException}, {@code LimitExceededException}, {@code KMSInvalidStateException}
     */
    public void put(Transaction transaction, Key key, List<KeyTag> tags) {
        requireValid(tags);
        Handle sql = transaction.sql();
        Key staying = key.requireStaying();
        tags.forEach(tag -> KeyTagTable.put(sql, staying.id(), tag));
        if (of(sql, staying).size() > limits.tagsPerKey()) {
            throw new ApiException(
                    ErrorCode.KMS_LIMIT_EXCEEDED,
                    "The maximum number of tags for a key has been reached: " + limits.tagsPerKey());
        }
    }

    /**
     * UntagResource; what is not there is no fault.
     *
     * @throws ApiException {@code KMSInvalidStateException}
     */
    public void remove(Transaction transaction, Key key, List<String> tagKeys) {
        Key staying = key.requireStaying();
        tagKeys.forEach(tag -> KeyTagTable.remove(transaction.sql(), staying.id(), tag));
    }

    /** A key's tags, by their keys. */
    public List<KeyTag> of(Handle sql, Key key) {
        return KeyTagTable.of(sql, key.id());
    }

    private void requireValid(List<KeyTag> tags) {
        Set<String> keys = new HashSet<>();
        for (KeyTag tag : tags) {
            if (tag.key().isEmpty() || tag.key().length() > limits.tagKeyLength()) {
                throw refused(
                        "The tag key '" + tag.key() + "' must have 1 to " + limits.tagKeyLength() + " characters");
            }
            if (tag.value().length() > limits.tagValueLength()) {
                throw refused("The value of the tag '" + tag.key() + "' must have at most " + limits.tagValueLength()
                        + " characters");
            }
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw refused("Tag keys that begin with aws: are reserved: " + tag.key());
            }
            if (!keys.add(tag.key())) {
                throw refused("The tag key '" + tag.key() + "' is given twice");
            }
        }
    }

    private static ApiException refused(String why) {
        return new ApiException(ErrorCode.KMS_TAG, why);
    }
}
