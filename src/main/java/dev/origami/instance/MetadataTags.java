package dev.origami.instance;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.tag.Tag;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which tags an instance can have that reads them as paths of its metadata service. */
public final class MetadataTags {
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z\\-_+=,.@:]{1,255}");
    private static final Set<String> RESERVED = Set.of(".", "..", "_index");

    private MetadataTags() {}

    /**
     * Passes tags whose keys can be paths.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public static void requireNames(List<Tag> tags) {
        for (Tag tag : tags) {
            if (!NAME.matcher(tag.key()).matches() || RESERVED.contains(tag.key())) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "'" + tag.key() + "' is not a valid tag key. Tag keys must match pattern"
                                + " ([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..',"
                                + " '_index')");
            }
        }
    }
}
