package dev.origami.image;

import dev.origami.account.Provider;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.text.TextMatch;
import dev.origami.text.Wildcard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which images of others an account allows (source section 1.7): those that meet all that is said here.
 *
 * @param providers aliases and ids of owners, or {@link #NONE} alone; empty: any
 * @param productCodes of the Marketplace; empty: any
 * @param names with wildcards; empty: any
 * @param daysSinceDeprecated how long an image may be deprecated; null: for ever
 * @param daysSinceCreated how old an image may be; null: any age
 */
public record ImageCriterion(
        List<String> providers,
        List<String> productCodes,
        List<String> names,
        @Nullable Integer daysSinceDeprecated,
        @Nullable Integer daysSinceCreated) {
    /** The provider that nobody is. */
    public static final String NONE = "none";

    public ImageCriterion {
        providers = List.copyOf(providers);
        productCodes = List.copyOf(productCodes);
        names = List.copyOf(names);
    }

    boolean isMetBy(Image image, Instant now) {
        return isOfProvider(image)
                // No image has a product code here.
                && productCodes.isEmpty()
                && (names.isEmpty()
                        || names.stream().anyMatch(name -> Wildcard.of(name).matches(image.name())))
                && !isDeprecatedTooLong(image.life().deprecationTime(), now)
                && (daysSinceCreated == null
                        || !image.creationDate()
                                .plus(Duration.ofDays(daysSinceCreated))
                                .isBefore(now));
    }

    /** As {@link #isMetBy}, in SQL over {@code image i}; never null. */
    Condition condition(Instant now) {
        List<Condition> all = new ArrayList<>();
        // No image has a product code here.
        all.add(Condition.of(productCodes.isEmpty()));
        if (!providers.isEmpty()) {
            all.add(Condition.in(
                    "i.owner",
                    providers.stream()
                            .map(provider -> provider.equals(Provider.ALIAS) ? Provider.ACCOUNT.value() : provider)
                            .toList()));
        }
        if (!names.isEmpty()) {
            all.add(Field.text("i.name").where(TextMatch.of(names)));
        }
        if (daysSinceDeprecated != null) {
            all.add(Condition.of(
                    "(i.deprecation_time IS NULL OR i.deprecation_time > ?)", before(now, daysSinceDeprecated)));
        }
        if (daysSinceCreated != null) {
            all.add(Condition.of("i.creation_date > ?", before(now.minusNanos(1), daysSinceCreated)));
        }
        return Condition.all(all);
    }

    private static long before(Instant now, int days) {
        return now.minus(Duration.ofDays(days)).toEpochMilli();
    }

    private boolean isOfProvider(Image image) {
        String alias = Provider.aliasOf(image.owner());
        return providers.isEmpty()
                || providers.contains(image.owner().value())
                || (alias != null && providers.contains(alias));
    }

    private boolean isDeprecatedTooLong(@Nullable Instant deprecationTime, Instant now) {
        return daysSinceDeprecated != null
                && deprecationTime != null
                && !deprecationTime.plus(Duration.ofDays(daysSinceDeprecated)).isAfter(now);
    }
}
