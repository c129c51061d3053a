package dev.origami.config;

/**
 * Limits of the Recycle Bin (source sections 2.6, 13).
 *
 * @param rules retention rules of one account and region
 * @param rulesPerTag rules that one tag may be a resource tag of
 * @param descriptionLength characters
 * @param retentionDays the longest retention of snapshots and images
 * @param volumeRetentionDays the longest retention of volumes
 * @param resourceTags of one rule
 * @param excludedTags of one rule
 * @param shortestUnlockDays the shortest unlock delay
 * @param longestUnlockDays the longest unlock delay
 * @param imageIds ids that one listing of images may name
 */
public record RecycleBinLimits(
        int rules,
        int rulesPerTag,
        int descriptionLength,
        int retentionDays,
        int volumeRetentionDays,
        int resourceTags,
        int excludedTags,
        int shortestUnlockDays,
        int longestUnlockDays,
        int imageIds) {
    public static RecycleBinLimits defaults() {
        return new RecycleBinLimits(250, 5, 255, 365, 7, 50, 5, 7, 30, 20);
    }
}
