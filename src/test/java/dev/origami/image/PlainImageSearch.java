package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.account.Provider;
import dev.origami.database.Filter;
import dev.origami.ebs.EbsSettings;
import dev.origami.id.ImageId;
import dev.origami.tag.Tag;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** DescribeImages as a plain loop over all images (source sections 4.3 to 4.6). */
final class PlainImageSearch {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** An image and what is said of it elsewhere. */
    record Row(Image image, Set<Grantee> permissions, List<Tag> tags) {}

    /** What an image shows to a caller: the texts that a filter looks at, or null where there is nothing. */
    static final Map<String, BiFunction<Row, Boolean, Stream<@Nullable String>>> TEXTS = Map.ofEntries(
            text("image-id", image -> image.id().value()),
            text("name", Image::name),
            text("description", Image::description),
            text("state", image -> image.state().wire()),
            text("owner-id", image -> image.owner().value()),
            text("owner-alias", image -> Provider.aliasOf(image.owner())),
            text("creation-date", image -> TIME.format(image.creationDate())),
            text("manifest-location", Image::location),
            text("is-public", image -> Boolean.toString(image.isPublic())),
            text("image-type", _ -> "machine"),
            text("root-device-name", image -> image.settings().rootDeviceName()),
            text("architecture", image -> image.settings().architecture()),
            text("virtualization-type", image -> image.settings().virtualization()),
            text("kernel-id", image -> image.settings().kernel()),
            text("ena-support", image -> string(image.settings().enaSupport())),
            text("platform", _ -> null),
            own("source-image-id", image -> string(image.source().image())),
            own("source-image-region", image -> string(image.source().region())),
            reason("state-reason-code", ImageState.Failed::code, _ -> ImageState.Damaged.CODE),
            reason("state-reason-message", ImageState.Failed::message, ImageState.Damaged::message),
            volumes("snapshot-id", ebs -> string(ebs.snapshot())),
            volumes("volume-size", ebs -> Integer.toString(ebs.settings().sizeGiB())),
            volumes("volume-type", ebs -> type(ebs.settings())),
            volumes("delete-on-termination", ebs -> Boolean.toString(ebs.deleteOnTermination())),
            Map.entry(
                    "block-device-mapping.device-name",
                    (row, _) -> row.image().mappings().stream().map(BlockDeviceMapping::deviceName)),
            Map.entry("tag-key", (row, own) -> tags(row, own).map(Tag::key)),
            Map.entry(
                    "tag:colour",
                    (row, own) -> tags(row, own)
                            .filter(tag -> tag.key().equals("colour"))
                            .map(Tag::value)));

    private PlainImageSearch() {}

    static List<ImageId> find(List<Row> rows, Caller caller, ImageQuery query, Instant now) {
        List<ImageId> found = new ArrayList<>();
        for (Row row : rows) {
            if (isShown(row, caller, query, now) && isSought(row, caller, query, now)) {
                found.add(row.image().id());
            }
        }
        return found;
    }

    private static boolean isShown(Row row, Caller caller, ImageQuery query, Instant now) {
        Image image = row.image();
        boolean own = isOwn(row, caller);
        boolean available =
                image.state() instanceof ImageState.Available || image.state() instanceof ImageState.Damaged;
        boolean visible = own
                ? !(image.state() instanceof ImageState.Deregistered)
                : available && (image.isPublic() || row.permissions().contains(new Grantee.Account(caller.account())));
        boolean deprecated = image.life().deprecationTime() != null
                && !Objects.requireNonNull(image.life().deprecationTime()).isAfter(now);
        return image.region().equals(caller.region())
                && visible
                && (query.include().disabled() || !(image.state() instanceof ImageState.Disabled))
                && (query.include().deprecated() || !query.ids().isEmpty() || own || !deprecated)
                && query.allowed().permits(caller.account(), image, now);
    }

    private static boolean isSought(Row row, Caller caller, ImageQuery query, Instant now) {
        Image image = row.image();
        return (query.ids().isEmpty() || query.ids().contains(image.id()))
                && (query.owners() == null || query.owners().contains(image.owner()))
                && (query.executableBy().isEmpty()
                        || query.executableBy().stream().anyMatch(user -> isExecutable(row, caller, user)))
                && query.filters().stream().allMatch(filter -> matches(row, caller, query, filter, now));
    }

    private static boolean isExecutable(Row row, Caller caller, Grantee user) {
        return row.permissions().contains(user)
                && (user instanceof Grantee.Everybody
                        || user.equals(new Grantee.Account(caller.account()))
                        || isOwn(row, caller));
    }

    private static boolean matches(Row row, Caller caller, ImageQuery query, Filter filter, Instant now) {
        if (filter.name().equals("image-allowed")) {
            Boolean verdict = query.allowed().verdict(caller.account(), row.image(), now);
            return verdict != null && filter.match().matches(verdict.toString());
        }
        return texts(row, filter.name(), isOwn(row, caller)).anyMatch(filter.match()::matches);
    }

    static Stream<String> texts(Row row, String filter, boolean own) {
        return Objects.requireNonNull(TEXTS.get(filter)).apply(row, own).filter(Objects::nonNull);
    }

    private static boolean isOwn(Row row, Caller caller) {
        return row.image().owner().equals(caller.account());
    }

    private static Stream<Tag> tags(Row row, boolean own) {
        return own ? row.tags().stream() : Stream.empty();
    }

    private static Map.Entry<String, BiFunction<Row, Boolean, Stream<@Nullable String>>> text(
            String name, Function<Image, @Nullable String> text) {
        return Map.entry(name, (row, _) -> Stream.of(row.image()).map(text));
    }

    private static Map.Entry<String, BiFunction<Row, Boolean, Stream<@Nullable String>>> own(
            String name, Function<Image, @Nullable String> text) {
        return Map.entry(name, (row, own) -> own ? Stream.of(row.image()).map(text) : Stream.empty());
    }

    private static Map.Entry<String, BiFunction<Row, Boolean, Stream<@Nullable String>>> reason(
            String name, Function<ImageState.Failed, String> failure, Function<ImageState.Damaged, String> damage) {
        return Map.entry(name, (row, own) -> switch (row.image().state()) {
            case ImageState.Failed failed when own -> Stream.of(failure.apply(failed));
            case ImageState.Damaged damaged -> Stream.of(damage.apply(damaged));
            default -> Stream.empty();
        });
    }

    private static Map.Entry<String, BiFunction<Row, Boolean, Stream<@Nullable String>>> volumes(
            String name, Function<BlockDeviceMapping.Ebs, @Nullable String> text) {
        return Map.entry(
                "block-device-mapping." + name,
                (row, _) -> row.image().volumes().map(text));
    }

    private static String type(EbsSettings settings) {
        return settings.type().wire();
    }

    private static @Nullable String string(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
