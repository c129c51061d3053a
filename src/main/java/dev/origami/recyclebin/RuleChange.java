package dev.origami.recyclebin;

import dev.origami.tag.Tag;
import java.util.List;
import java.util.Optional;

/** What an update says of a retention rule; what is empty stays as it is. */
public record RuleChange(
        Optional<Integer> retentionDays,
        Optional<String> description,
        Optional<List<Tag>> resourceTags,
        Optional<List<Tag>> excludedTags) {}
