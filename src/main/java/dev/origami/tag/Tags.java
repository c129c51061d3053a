package dev.origami.tag;

import dev.origami.account.Caller;
import dev.origami.config.TagLimits;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ResourceId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The rules of tags (source section 0): an account tags what it owns and sees no others' tags, keys that begin with
 * {@code aws:} are not the user's, and a call that is refused for one resource changes none.
 */
public final class Tags {
    /** How the keys begin of tags that are the service's own. */
    public static final String RESERVED = "aws:";

    private final TagLimits limits;
    private final Map<String, TaggedKind> kinds = new ConcurrentHashMap<>();

    public Tags(TagLimits limits) {
        this.limits = limits;
    }

    /** Makes a kind of resource known. All of them before the first request. */
    public void register(TaggedKind kind) {
        if (kinds.putIfAbsent(kind.prefix(), kind) != null) {
            throw new IllegalStateException("two kinds with the prefix " + kind.prefix());
        }
    }

    /**
     * CreateTags: overwrites equal keys.
     *
     * @throws ApiException the kind's NotFound or Malformed, {@code InvalidID}, {@code InvalidParameterValue},
     *     {@code TagLimitExceeded}
     */
    public void create(Transaction transaction, Caller caller, List<String> resourceIds, List<Tag> tags) {
        requireFewEnough(resourceIds);
        requireValid(tags);
        for (String id : resourceIds) {
            TaggedKind kind = kindOf(id);
            kind.ownership().require(transaction.sql(), caller, id);
            kind.fit().require(transaction.sql(), id, tags);
            put(transaction, caller, kind.resourceType(), id, tags);
        }
    }

    /**
     * DeleteTags: takes off the named tags; without any named, all that the user gave.
     *
     * @throws ApiException as {@link #create} for the resources; {@code InvalidParameterValue} for a reserved key
     */
    public void delete(Transaction transaction, Caller caller, List<String> resourceIds, List<TagRemoval> removals) {
        requireFewEnough(resourceIds);
        removals.forEach(removal -> requireOfUser(removal.key()));
        for (String id : resourceIds) {
            kindOf(id).ownership().require(transaction.sql(), caller, id);
            if (removals.isEmpty()) {
                TagTable.removeAllOfUser(transaction.sql(), id);
            }
            removals.forEach(removal -> TagTable.remove(transaction.sql(), id, removal));
        }
    }

    /**
     * Tags a resource that is being made, in the same transaction, with tags that have passed {@link #requireValid}; or
     * any resource with a tag of the service's own, which begins with {@code aws:} and does not count.
     */
    public void attach(Transaction transaction, Caller owner, String resourceType, ResourceId id, List<Tag> tags) {
        put(transaction, owner, resourceType, id.value(), tags);
    }

    /** Takes a tag of the service's own off a resource. */
    public void detach(Transaction transaction, ResourceId id, String key) {
        TagTable.remove(transaction.sql(), id.value(), new TagRemoval(key, null));
    }

    /** The resource is gone, and its tags with it. */
    public void forget(Transaction transaction, ResourceId id) {
        TagTable.removeAll(transaction.sql(), id.value());
    }

    /**
     * A page of the caller's tags in the region, by resource and key.
     *
     * @throws ApiException {@code InvalidParameterValue} when there is no such filter
     */
    public Slice<ResourceTag> search(Handle sql, Caller caller, List<Filter> filters, PageWanted wanted) {
        Slice<String> found = TagSearch.find(sql, caller, filters, wanted);
        return new Slice<>(TagTable.keyed(sql, found.items()), found.next());
    }

    /** The tags that the caller sees of these resources, by id; resources without tags are not in it. */
    public Map<String, List<Tag>> of(Handle sql, Caller caller, Collection<? extends ResourceId> ids) {
        return TagTable.of(sql, caller, ids.stream().map(ResourceId::value).toList());
    }

    /** The tags that the caller sees of this resource. */
    public List<Tag> of(Handle sql, Caller caller, ResourceId id) {
        return of(sql, caller, List.of(id)).getOrDefault(id.value(), List.of());
    }

    /**
     * Passes tags as a user may give them.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code TagLimitExceeded}
     */
    public void requireValid(List<Tag> tags) {
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            if (tag.key().isEmpty() || tag.key().length() > limits.keyLength()) {
                throw ApiException.invalidValue(
                        "key", tag.key(), "Tag keys have 1 to " + limits.keyLength() + " characters.");
            }
            if (tag.value().length() > limits.valueLength()) {
                throw ApiException.invalidValue(
                        "value", tag.value(), "Tag values have at most " + limits.valueLength() + " characters.");
            }
            requireOfUser(tag.key());
            if (!keys.add(tag.key())) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE, "Duplicate tag key '" + tag.key() + "' specified.");
            }
        }
        if (keys.size() > limits.perResource()) {
            throw limitExceeded();
        }
    }

    private static void requireOfUser(String key) {
        if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "Tag keys starting with 'aws:' are reserved for internal use");
        }
    }

    private void put(Transaction transaction, Caller owner, String resourceType, String id, List<Tag> tags) {
        tags.forEach(tag -> TagTable.put(transaction.sql(), owner, new ResourceTag(id, resourceType, tag)));
        if (TagTable.countOfUser(transaction.sql(), id) > limits.perResource()) {
            throw limitExceeded();
        }
    }

    private ApiException limitExceeded() {
        return new ApiException(
                ErrorCode.TAG_LIMIT_EXCEEDED,
                "The maximum number of tags for a resource has been reached: " + limits.perResource());
    }

    private void requireFewEnough(List<String> resourceIds) {
        if (resourceIds.size() > limits.resourcesPerCall()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + limits.resourcesPerCall() + " resources may be named in one call");
        }
    }

    private TaggedKind kindOf(String id) {
        int dash = id.lastIndexOf('-');
        TaggedKind kind = dash < 0 ? null : kinds.get(id.substring(0, dash));
        if (kind == null) {
            throw new ApiException(ErrorCode.INVALID_ID, "The ID '" + id + "' is not valid");
        }
        return kind;
    }
}
