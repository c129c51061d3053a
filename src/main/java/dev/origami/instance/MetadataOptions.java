package dev.origami.instance;

import org.jspecify.annotations.Nullable;

/**
 * How the metadata service answers an instance (source section 11.1).
 *
 * @param endpoint whether it answers at all
 * @param tokensRequired whether only requests with a session token are answered
 * @param hopLimit over how many hops the answer with a session token goes
 * @param instanceTags whether the instance's tags are told
 */
public record MetadataOptions(boolean endpoint, boolean tokensRequired, int hopLimit, boolean instanceTags) {
    public static final int HOP_LIMIT_MAX = 64;
    private static final int HOP_LIMIT_OF_IMDS_V2_IMAGES = 2;

    /** What an image asks for when the launch says nothing: images that support only IMDSv2 require tokens. */
    public static MetadataOptions ofImage(@Nullable String imdsSupport) {
        return "v2.0".equals(imdsSupport)
                ? new MetadataOptions(true, true, HOP_LIMIT_OF_IMDS_V2_IMAGES, false)
                : new MetadataOptions(true, false, 1, false);
    }
}
