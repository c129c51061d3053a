package dev.origami.key;

import dev.origami.id.AccountId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a grant says.
 *
 * @param name empty where it has none
 * @param grantee which account may do that
 * @param retiring which account may end it, beside the key's own
 * @param equal the encryption context that is needed, no more and no less; says nothing: any
 * @param subset what the encryption context must contain
 */
public record GrantTerms(
        String name,
        AccountId grantee,
        Optional<AccountId> retiring,
        Set<GrantOperation> operations,
        EncryptionContext equal,
        EncryptionContext subset) {
    public GrantTerms {
        operations = Set.copyOf(operations);
    }

    /** In the order of the wire's list. */
    public Set<GrantOperation> sortedOperations() {
        return EnumSet.copyOf(operations);
    }

    boolean allows(GrantOperation operation, EncryptionContext context) {
        boolean contextFits = !operation.withContext()
                || ((equal.equals(EncryptionContext.NONE) || equal.equals(context)) && context.contains(subset));
        return operations.contains(operation) && contextFits;
    }

    /** Whether who has this grant may give that one: nothing that this one does not allow. */
    boolean covers(GrantTerms other) {
        return operations.contains(GrantOperation.CREATE_GRANT)
                && operations.containsAll(other.operations)
                && (equal.equals(EncryptionContext.NONE) || equal.equals(other.equal))
                && (other.subset.contains(subset) || other.equal.contains(subset));
    }
}
