package dev.origami.config;

/**
 * Limits of KMS. They are AWS's own, which has a shorter usual page for some listings.
 *
 * @param keys keys of an account in a region
 * @param aliasesPerKey aliases of one key
 * @param grantsPerKey grants on one key
 * @param tagsPerKey tags on one key
 * @param tagKeyLength characters
 * @param tagValueLength characters
 * @param descriptionLength characters
 * @param aliasLength characters, with {@code alias/}
 * @param plaintextBytes what one Encrypt takes
 * @param dataKeyBytes the longest data key
 * @param shortestWaitDays from the schedule of a deletion to the deletion
 * @param longestWaitDays likewise; also where none is given
 * @param page items of a page where no limit is given
 * @param largestPage items of a page at most
 */
public record KeyLimits(
        int keys,
        int aliasesPerKey,
        int grantsPerKey,
        int tagsPerKey,
        int tagKeyLength,
        int tagValueLength,
        int descriptionLength,
        int aliasLength,
        int plaintextBytes,
        int dataKeyBytes,
        int shortestWaitDays,
        int longestWaitDays,
        int page,
        int largestPage) {
    public static KeyLimits defaults() {
        return new KeyLimits(100_000, 50, 50_000, 50, 128, 256, 8192, 256, 4096, 1024, 7, 30, 100, 1000);
    }
}
