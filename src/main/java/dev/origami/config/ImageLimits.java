package dev.origami.config;

import java.time.Duration;
import java.time.Period;

/**
 * Limits of images (source sections 5.1, 6.1, 13).
 *
 * @param shortestName characters
 * @param longestName characters
 * @param descriptionLength characters
 * @param grantees accounts that one image may be shared with
 * @param permissionChanges ids in one ModifyImageAttribute
 * @param uefiDataLength characters of base64
 * @param mappings entries of one block device mapping
 * @param deregisteredKnown how long a deregistered image is answered as no longer available, and not as unknown
 * @param deprecationAhead how far ahead a deprecation may be set
 * @param publicLife from the making of a public image to its deprecation, at most
 * @param deregistrationCooldown how long a protection with cooldown goes on after it was disabled
 * @param criteria of the images that an account allows
 * @param criterionProviders in all criteria together
 * @param criterionNames in one criterion
 * @param criterionProductCodes in one criterion
 * @param ancestry entries of one image's ancestry
 */
public record ImageLimits(
        int shortestName,
        int longestName,
        int descriptionLength,
        int grantees,
        int permissionChanges,
        int uefiDataLength,
        int mappings,
        Duration deregisteredKnown,
        Period deprecationAhead,
        Period publicLife,
        Duration deregistrationCooldown,
        int criteria,
        int criterionProviders,
        int criterionNames,
        int criterionProductCodes,
        int ancestry) {
    public static ImageLimits defaults() {
        return new ImageLimits(
                3,
                128,
                255,
                1000,
                10_000,
                64_000,
                64,
                Duration.ofHours(1),
                Period.ofYears(10),
                Period.ofYears(2),
                Duration.ofHours(24),
                10,
                200,
                50,
                50,
                50);
    }
}
