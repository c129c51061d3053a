package dev.origami.image;

import dev.origami.account.Grantee;
import dev.origami.database.Filter;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which images are sought (source section 4.3): those that meet all of it.
 *
 * @param ids only these; empty: any
 * @param filters see {@link ImageFields}
 * @param owners of one of these; null: of anybody
 * @param executableBy with a permission for one of these; empty: whatever permissions it has
 * @param include what is hidden unless it is asked for
 * @param allowed which images the caller's account lets itself find
 */
public record ImageQuery(
        List<ImageId> ids,
        List<Filter> filters,
        @Nullable Set<AccountId> owners,
        Set<Grantee> executableBy,
        Images.Include include,
        AllowedImages allowed) {
    public ImageQuery {
        ids = List.copyOf(ids);
        filters = List.copyOf(filters);
        executableBy = Set.copyOf(executableBy);
    }

    /** All that the caller is shown. */
    public ImageQuery(List<ImageId> ids, Images.Include include, AllowedImages allowed) {
        this(ids, List.of(), null, Set.of(), include, allowed);
    }
}
