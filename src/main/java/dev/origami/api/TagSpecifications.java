package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The tags that a request gives to what it makes, by the type of resource (source sections 0, 6.1). */
public final class TagSpecifications {
    private final Map<String, List<Tag>> byType;

    private TagSpecifications(Map<String, List<Tag>> byType) {
        this.byType = byType;
    }

    /**
     * Reads what a request gives.
     *
     * @param types what the operation makes: {@code image}, {@code snapshot}
     * @throws ApiException {@code InvalidParameterValue}, {@code MissingParameter}, {@code TagLimitExceeded}
     */
    public static TagSpecifications of(Tags rules, List<TagSpecification> given, Set<String> types) {
        Map<String, List<Tag>> byType = new HashMap<>();
        for (TagSpecification specification : given) {
            String type = specification.resourceTypeAsString();
            if (type == null) {
                throw ApiException.missing("TagSpecification.ResourceType");
            }
            if (!types.contains(type)) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "'" + type + "' is not a valid taggable resource type for this operation.");
            }
            byType.computeIfAbsent(type, _ -> new ArrayList<>()).addAll(read(specification.tags()));
        }
        byType.values().forEach(rules::requireValid);
        return new TagSpecifications(byType);
    }

    /** Tags as they stand in a request; one without a value has an empty one. */
    public static List<Tag> read(List<software.amazon.awssdk.services.ec2.model.Tag> tags) {
        List<Tag> read = new ArrayList<>();
        for (software.amazon.awssdk.services.ec2.model.Tag tag : tags) {
            if (tag.key() == null) {
                throw ApiException.missing("Tag.Key");
            }
            read.add(new Tag(tag.key(), tag.value() == null ? "" : tag.value()));
        }
        return read;
    }

    /** Tags as they stand in an answer. */
    public static List<software.amazon.awssdk.services.ec2.model.Tag> write(List<Tag> tags) {
        return tags.stream()
                .map(tag -> software.amazon.awssdk.services.ec2.model.Tag.builder()
                        .key(tag.key())
                        .value(tag.value())
                        .build())
                .toList();
    }

    /** The tags for a type; none when nothing was said of it. */
    public List<Tag> of(String type) {
        return byType.getOrDefault(type, List.of());
    }
}
