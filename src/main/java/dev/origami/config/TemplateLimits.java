package dev.origami.config;

/**
 * Limits of launch templates, which are EC2's.
 *
 * @param shortestName characters
 * @param longestName characters
 * @param descriptionLength characters of a version's description
 * @param perRegion templates of one account
 * @param versions of one template
 * @param versionsPerCall versions that one call may name
 */
public record TemplateLimits(
        int shortestName, int longestName, int descriptionLength, int perRegion, int versions, int versionsPerCall) {
    public static TemplateLimits defaults() {
        return new TemplateLimits(3, 128, 255, 5000, 10_000, 200);
    }
}
