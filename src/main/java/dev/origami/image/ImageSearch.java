package dev.origami.image;

import dev.origami.account.Grantee;
import dev.origami.database.Condition;
import dev.origami.database.Fields;
import dev.origami.database.Filter;
import dev.origami.database.Key;
import dev.origami.database.PageWanted;
import dev.origami.database.Search;
import dev.origami.database.Search.Plan;
import dev.origami.database.Slice;
import dev.origami.database.Source;
import dev.origami.database.Trigrams;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.tag.TagFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of DescribeImages: the ways of the indexes to what is sought (decision 0009). */
final class ImageSearch {
    private static final String OF_OWNER = "image i INDEXED BY image_by_owner";
    private static final String PUBLIC = "image i INDEXED BY image_public";
    private static final String NAMED = "image i INDEXED BY image_named";
    private static final String GRANTED = "image_launch_permission p INDEXED BY image_launch_permission_by_grantee";
    private static final Key NUMBER = Key.of("i.number");

    /** More owners than this are not looked up one by one. */
    private static final int OWNERS = 8;

    private final Handle sql;
    private final ImageQuery query;
    private final ImageVisibility visibility;
    private final Instant now;

    ImageSearch(Handle sql, ImageVisibility visibility, ImageQuery query, Instant now) {
        this.sql = sql;
        this.query = query;
        this.visibility = visibility;
        this.now = now;
    }

    /**
     * The numbers of the images of a page.
     *
     * @throws dev.origami.error.ApiException {@code InvalidParameterValue} when there is no such filter
     */
    Slice<Long> find(PageWanted wanted, @Nullable Long after) {
        Fields fields = ImageFields.of(visibility, query.allowed(), now);
        Condition filters = fields.where(query.filters())
                .and(visibility.shown(shown(), now))
                .and(
                        query.allowed().state() == AllowedImages.State.ENABLED
                                ? visibility.allowed(query.allowed(), now)
                                : Condition.ALWAYS)
                .and(owners())
                .and(executable());
        return new Search<>(sql, Long.class, filters, from -> plans(from, wanted), wanted).find(after);
    }

    /** Whoever names a deprecated one gets it. */
    private Images.Include shown() {
        Images.Include include = query.include();
        return new Images.Include(include.deprecated() || !query.ids().isEmpty(), include.disabled());
    }

    private Condition owners() {
        Set<AccountId> owners = query.owners();
        return owners == null
                ? Condition.ALWAYS
                : Condition.in("i.owner", owners.stream().map(AccountId::value).toList());
    }

    private Condition executable() {
        return query.executableBy().isEmpty()
                ? Condition.ALWAYS
                : Condition.any(
                        query.executableBy().stream().map(this::executable).toList());
    }

    /** Explicit permissions only; of other accounts' the caller learns only where it gave them. */
    private Condition executable(Grantee grantee) {
        if (grantee instanceof Grantee.Everybody) {
            return Condition.of("i.is_public = 1");
        }
        Condition granted = ImageVisibility.granted(grantee.text());
        return isCaller(grantee) ? granted : granted.and(visibility.owned());
    }

    private boolean isCaller(Grantee grantee) {
        return grantee.text().equals(visibility.caller().account().value());
    }

    private List<Plan> plans(@Nullable Long after, PageWanted wanted) {
        if (!query.ids().isEmpty()) {
            return List.of(
                    new Plan(named(query.ids().stream().map(ImageId::value).toList())));
        }
        List<Plan> plans = new ArrayList<>();
        for (Filter filter : query.filters()) {
            ofFilter(filter, after, wanted, plans);
        }
        Set<AccountId> owners = query.owners();
        if (owners != null && !owners.isEmpty() && owners.size() <= OWNERS) {
            plans.add(new Plan(
                    owners.stream().map(AccountId::value).map(this::ofOwner).toList()));
        }
        if (!query.executableBy().isEmpty() && query.executableBy().size() <= OWNERS) {
            plans.add(new Plan(query.executableBy().stream().map(this::granted).toList()));
        }
        plans.add(new Plan(visible()));
        return plans;
    }

    private void ofFilter(Filter filter, @Nullable Long after, PageWanted wanted, List<Plan> plans) {
        boolean literal = filter.match().patterns().isEmpty();
        List<String> literals = List.copyOf(filter.match().literals());
        switch (filter.name()) {
            case "image-id" -> {
                if (literal) {
                    plans.add(new Plan(named(literals)));
                }
            }
            case "owner-id" -> {
                if (literal && literals.size() <= OWNERS) {
                    plans.add(new Plan(literals.stream().map(this::ofOwner).toList()));
                }
            }
            case "name" -> ofName(filter, after, wanted, plans);
            case "is-public" -> {
                if (!filter.match().matches("false")) {
                    plans.add(new Plan(granted(new Grantee.Everybody())));
                }
            }
            case "source-image-id", "source-instance-id" -> {
                if (literal) {
                    plans.add(new Plan(ofSource(filter.name().equals("source-image-id"), literals)));
                }
            }
            case "block-device-mapping.snapshot-id" -> {
                if (literal) {
                    plans.add(new Plan(ofSnapshot(literals)));
                }
            }
            default ->
                TagFields.source(filter, visibility.caller(), NUMBER, byId("t.resource_id"), visibility.visible())
                        .map(Plan::new)
                        .ifPresent(plans::add);
        }
    }

    private void ofName(Filter filter, @Nullable Long after, PageWanted wanted, List<Plan> plans) {
        List<String> literals = List.copyOf(filter.match().literals());
        if (filter.match().patterns().isEmpty()) {
            Condition lead = Condition.in("i.name", literals).and(visibility.inRegion());
            plans.add(new Plan(
                    literals.size() == 1
                            ? Source.ordered(NAMED, NUMBER, lead, "", visibility.visible())
                            : Source.unordered(NAMED, NUMBER, lead, "", visibility.visible())));
            return;
        }
        if (literals.isEmpty() && filter.match().patterns().size() == 1) {
            String prefix = filter.match().patterns().getFirst().prefix();
            if (!prefix.isEmpty()) {
                // Names are ASCII.
                Condition lead = Condition.of("i.name >= ? AND i.name < ?", prefix, prefix + '\u007f');
                plans.add(new Plan(Source.unordered(NAMED, NUMBER, lead, "", visibility.visible())));
            }
        }
        new Trigrams(sql, "image_name_trigram", wanted.limits())
                .source(filter.match(), after, "CROSS JOIN image i ON i.number = found.rowid", visibility.visible())
                .map(Plan::new)
                .ifPresent(plans::add);
    }

    private Source named(List<String> ids) {
        return Source.unordered(
                "image i INDEXED BY sqlite_autoindex_image_1",
                NUMBER,
                Condition.in("i.id", ids),
                "",
                visibility.visible());
    }

    private Source ofOwner(String owner) {
        Condition lead =
                Condition.of("i.owner = ?", owner).and(visibility.inRegion()).and(ImageVisibility.KEPT);
        return Source.ordered(OF_OWNER, NUMBER, lead, "", visibility.visible());
    }

    /** What others have is not found by it. */
    private Source ofSource(boolean image, List<String> literals) {
        String column = image ? "i.source_image" : "i.source_instance";
        Condition lead = Condition.in(column, literals).and(visibility.owned());
        String index = image ? "image_by_source" : "image_by_source_instance";
        return Source.unordered("image i INDEXED BY " + index, NUMBER, lead, "", visibility.visible());
    }

    private Source ofSnapshot(List<String> snapshots) {
        return Source.unordered(
                "image_block_device d INDEXED BY image_block_device_by_snapshot",
                NUMBER,
                Condition.in("d.snapshot_id", snapshots),
                byId("d.image_id"),
                visibility.visible());
    }

    private Source granted(Grantee grantee) {
        return grantee instanceof Grantee.Everybody
                ? ofPublic(visibility.visible())
                : ofPermission(grantee.text(), visibility.visible());
    }

    /** The three ways to see an image. */
    private List<Source> visible() {
        Source own = Source.ordered(OF_OWNER, NUMBER, visibility.own(), "", Condition.ALWAYS);
        Set<AccountId> owners = query.owners();
        boolean ownOnly =
                (owners != null && owners.equals(Set.of(visibility.caller().account())))
                        || query.filters().stream().anyMatch(ImageSearch::findsOwnOnly);
        return ownOnly
                ? List.of(own)
                : List.of(
                        own,
                        ofPermission(visibility.caller().account().value(), visibility.usableOfOthers()),
                        ofPublic(visibility.usableOfOthers()));
    }

    private static boolean findsOwnOnly(Filter filter) {
        return TagFields.isOfTags(filter) || filter.name().startsWith("source-");
    }

    private Source ofPermission(String grantee, Condition rest) {
        Condition lead = Condition.of(
                "p.grantee = ? AND p.region = ?",
                grantee,
                visibility.caller().region().name());
        return Source.ordered(GRANTED, Key.of("p.number"), lead, "CROSS JOIN image i ON i.number = p.number", rest);
    }

    private Source ofPublic(Condition rest) {
        Condition lead = Condition.of("i.is_public = 1").and(visibility.inRegion());
        return Source.ordered(PUBLIC, NUMBER, lead, "", rest);
    }

    private static String byId(String id) {
        return "CROSS JOIN image i ON i.id = " + id;
    }
}
