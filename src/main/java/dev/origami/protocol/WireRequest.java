package dev.origami.protocol;

import software.amazon.awssdk.core.SdkBytes;

/**
 * A request as it came: nothing decoded, so that its signature can be checked.
 *
 * @param id made for this request; the answer carries it
 * @param rawPath with its percent-encoding
 * @param rawQuery without the question mark, empty when there is none
 */
public record WireRequest(
        String id, String method, String rawPath, String rawQuery, WireHeaders headers, SdkBytes body) {}
