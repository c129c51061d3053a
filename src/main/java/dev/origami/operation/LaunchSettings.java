package dev.origami.operation;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.image.Image;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.InstanceSettings.Devices;
import dev.origami.instance.InstanceType;
import dev.origami.instance.MetadataOptions;
import dev.origami.instance.MetadataTags;
import dev.origami.instance.ShutdownBehavior;
import dev.origami.operation.LaunchRequest.MetadataWish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of an instance: what its launch says, over what its image and its type say. */
public final class LaunchSettings {
    private LaunchSettings() {}

    /** What an instance of the image and the type is set to. */
    static InstanceSettings of(LaunchRequest request, Image image, InstanceType type) {
        return new InstanceSettings(
                type.name(),
                request.userData(),
                request.shutdown() == null ? ShutdownBehavior.STOP : request.shutdown(),
                request.protection(),
                new Devices(
                        request.ebsOptimized(),
                        Boolean.TRUE.equals(image.settings().enaSupport()),
                        image.settings().sriovNetSupport()),
                request.monitoring(),
                credits(request.cpuCredits(), type),
                metadata(request, image),
                request.cpu() == null ? null : request.cpu().requireOf(type),
                request.autoRecovery());
    }

    private static @Nullable String credits(@Nullable String wanted, InstanceType type) {
        if (!type.burstable()) {
            if (wanted != null) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_COMBINATION,
                        "The CPU credit specification is not supported for " + type.name());
            }
            return null;
        }
        String usual = type.isNitro() ? "unlimited" : "standard";
        if (wanted != null && !List.of("standard", "unlimited").contains(wanted)) {
            throw ApiException.invalidValue("cpuCredits", wanted, "Expecting standard or unlimited.");
        }
        return wanted == null ? usual : wanted;
    }

    private static MetadataOptions metadata(LaunchRequest request, Image image) {
        MetadataOptions options =
                overlaid(MetadataOptions.ofImage(image.settings().imdsSupport()), request.metadata());
        if (options.instanceTags()) {
            MetadataTags.requireNames(request.tags().instance());
        }
        return options;
    }

    /**
     * Options with what is said laid over them.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public static MetadataOptions overlaid(MetadataOptions options, MetadataWish wish) {
        Integer hopLimit = wish.hopLimit();
        if (hopLimit != null && (hopLimit < 1 || hopLimit > MetadataOptions.HOP_LIMIT_MAX)) {
            throw ApiException.invalidValue(
                    "HttpPutResponseHopLimit", hopLimit.toString(), "Expecting 1 to " + MetadataOptions.HOP_LIMIT_MAX);
        }
        return new MetadataOptions(
                wish.endpoint() == null ? options.endpoint() : wish.endpoint(),
                wish.tokensRequired() == null ? options.tokensRequired() : wish.tokensRequired(),
                hopLimit == null ? options.hopLimit() : hopLimit,
                wish.instanceTags() == null ? options.instanceTags() : wish.instanceTags());
    }
}
