package dev.origami.config;

/**
 * Limits of tags (source sections 0, 13).
 *
 * @param perResource tags on one resource
 * @param keyLength characters of a key
 * @param valueLength characters of a value
 * @param resourcesPerCall resources that one CreateTags or DeleteTags may name
 */
public record TagLimits(int perResource, int keyLength, int valueLength, int resourcesPerCall) {
    public static TagLimits defaults() {
        return new TagLimits(50, 128, 256, 1000);
    }
}
