package dev.origami.api;

import dev.origami.account.Grantee;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request grants and withdraws, collected from all forms in which clients say it, also from several at once
 * (source section 5.2).
 */
final class PermissionChange {
    private static final String REMOVE = "remove";

    private final ErrorCode badItem;
    private final Set<Grantee> added = new LinkedHashSet<>();
    private final Set<Grantee> removed = new LinkedHashSet<>();

    /** A change of nothing yet; what is no account and no group is refused with the code. */
    PermissionChange(ErrorCode badItem) {
        this.badItem = badItem;
    }

    /** The structured form: one of the two is given. */
    PermissionChange add(@Nullable String userId, @Nullable String group) {
        added.add(grantee(userId, group));
        return this;
    }

    /** As {@link #add}. */
    PermissionChange remove(@Nullable String userId, @Nullable String group) {
        removed.add(grantee(userId, group));
        return this;
    }

    /** The flat form. Packer sends it without an operation, and means to add. */
    PermissionChange flat(@Nullable String operation, List<String> userIds, List<String> groups) {
        if (operation != null && !operation.equals("add") && !operation.equals(REMOVE)) {
            throw ApiException.invalidValue("operationType", operation, "Expecting add or remove.");
        }
        Set<Grantee> target = REMOVE.equals(operation) ? removed : added;
        userIds.forEach(userId -> target.add(grantee(userId, null)));
        groups.forEach(group -> target.add(grantee(null, group)));
        return this;
    }

    boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty();
    }

    Set<Grantee> added() {
        return added;
    }

    Set<Grantee> removed() {
        return removed;
    }

    private Grantee grantee(@Nullable String userId, @Nullable String group) {
        if (userId != null && group != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION, "A permission names a user or a group, not both");
        }
        if (userId != null) {
            if (!AccountId.isAccountId(userId)) {
                throw bad(userId, "userId");
            }
            return new Grantee.Account(new AccountId(userId));
        }
        if (group == null) {
            throw ApiException.missing("UserId or Group");
        }
        if (!group.equals(Grantee.ALL)) {
            throw bad(group, "userGroup");
        }
        return new Grantee.Everybody();
    }

    private ApiException bad(String item, String type) {
        return new ApiException(badItem, "Invalid attribute item value \"" + item + "\" for " + type + " item type.");
    }
}
