package dev.origami.api;

import dev.origami.account.Provider;
import dev.origami.config.ApiLimits;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSource;
import dev.origami.tag.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** The filters of DescribeImages (source section 4.5), over what the caller is shown. */
final class ImageFilters {
    /**
     * An image with the tags that the caller sees.
     *
     * @param own whether the caller is its owner
     * @param lastLaunched null when never, or when the caller may not know
     * @param allowed whether the caller's account allows it; null when that is not looked at
     */
    record Described(
            Image image,
            List<Tag> tags,
            boolean own,
            @Nullable Instant lastLaunched,
            @Nullable Boolean allowed) {}

    private ImageFilters() {}

    static Filters<Described> declare(ApiLimits limits) {
        Filters<Described> filters = new Filters<Described>(limits)
                .text("image-id", item -> item.image().id().value())
                .text("name", item -> item.image().name())
                .text("description", item -> item.image().description())
                .text("state", item -> item.image().state().wire())
                .text("owner-id", item -> item.image().owner().value())
                .text("owner-alias", item -> Provider.aliasOf(item.image().owner()))
                .text("creation-date", item -> WireTime.text(item.image().creationDate()))
                .text("manifest-location", item -> item.image().location())
                .flag("is-public", item -> item.image().isPublic())
                .text("image-type", _ -> "machine")
                .text("hypervisor", _ -> "xen")
                .text("root-device-type", _ -> "ebs")
                .text("root-device-name", item -> item.image().settings().rootDeviceName())
                .text("architecture", item -> item.image().settings().architecture())
                .text("virtualization-type", item -> item.image().settings().virtualization())
                .text("kernel-id", item -> item.image().settings().kernel())
                .text("ramdisk-id", item -> item.image().settings().ramdisk())
                .text("sriov-net-support", item -> item.image().settings().sriovNetSupport())
                .text("ena-support", item -> text(item.image().settings().enaSupport()))
                .text("image-allowed", item -> text(item.allowed()))
                .none("platform", "product-code", "product-code.type", "free-tier-eligible")
                .tags(Described::tags);
        declareMappings(filters);
        declareOwners(filters);
        return filters;
    }

    private static void declareMappings(Filters<Described> filters) {
        filters.texts(
                        "block-device-mapping.device-name",
                        item -> item.image().mappings().stream()
                                .map(BlockDeviceMapping::deviceName)
                                .toList())
                .texts(
                        "block-device-mapping.snapshot-id",
                        volumes(ebs ->
                                ebs.snapshot() == null ? null : ebs.snapshot().value()))
                .texts(
                        "block-device-mapping.volume-size",
                        volumes(ebs -> Integer.toString(ebs.settings().sizeGiB())))
                .texts(
                        "block-device-mapping.volume-type",
                        volumes(ebs -> ebs.settings().type().wire()))
                .texts(
                        "block-device-mapping.delete-on-termination",
                        volumes(ebs -> Boolean.toString(ebs.deleteOnTermination())))
                .texts("block-device-mapping.encrypted", volumes(_ -> "false"));
    }

    private static Function<Described, List<String>> volumes(Function<BlockDeviceMapping.Ebs, @Nullable String> text) {
        return item -> item.image().volumes().map(text).filter(Objects::nonNull).toList();
    }

    /** What others are not shown, they do not find anything by either. */
    private static void declareOwners(Filters<Described> filters) {
        filters.text("state-reason-code", reason(StateReason::code))
                .text("state-reason-message", reason(StateReason::message))
                .text("source-image-id", owned(image -> {
                    ImageSource source = image.source();
                    return source.image() == null ? null : source.image().value();
                }))
                .text("source-image-region", owned(image -> {
                    ImageSource source = image.source();
                    return source.region() == null ? null : source.region().name();
                }))
                .text("source-instance-id", owned(image -> {
                    ImageSource source = image.source();
                    return source.instance() == null ? null : source.instance().value();
                }));
    }

    private static Function<Described, @Nullable String> reason(Function<StateReason, String> text) {
        return item -> {
            StateReason reason = ImageShape.reason(item.image(), item.own());
            return reason == null ? null : text.apply(reason);
        };
    }

    private static Function<Described, @Nullable String> owned(Function<Image, @Nullable String> text) {
        return item -> item.own() ? text.apply(item.image()) : null;
    }

    private static @Nullable String text(@Nullable Boolean value) {
        return value == null ? null : value.toString();
    }
}
