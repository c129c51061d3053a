package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.config.ImageLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What an account sets for all of its images of a region (source sections 1.6, 1.7): whether they can be shared with
 * everybody, and which images of others it may use.
 */
public final class AccountSettings {
    private static final Pattern PRODUCT_CODE = Pattern.compile("[A-Za-z0-9]{1,25}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9()\\[\\] ./\\-'@_*?]{1,128}");
    private static final int SHORTEST_NAME_WITH_QUESTION_MARK = 3;
    private static final Set<String> ALIASES =
            Set.of(Provider.ALIAS, "aws-marketplace", "aws-backup-vault", ImageCriterion.NONE);

    private final ImageLimits limits;

    public AccountSettings(ImageLimits limits) {
        this.limits = limits;
    }

    /** Whether the caller's images cannot be made public. */
    public boolean isPublicAccessBlocked(Handle sql, Caller caller) {
        return AccountSettingsTable.isPublicAccessBlocked(sql, caller);
    }

    /** From now on the caller's images can, or cannot, be made public; those that are stay so. */
    public void blockPublicAccess(Transaction transaction, Caller caller, boolean block) {
        AccountSettingsTable.blockPublicAccess(transaction.sql(), caller, block);
    }

    /** Which images the caller may find and use. */
    public AllowedImages allowedImages(Handle sql, Caller caller) {
        return AccountSettingsTable.allowedImages(sql, caller);
    }

    /** Says what comes of the criteria, which stay as they are. */
    public void allowedImages(Transaction transaction, Caller caller, AllowedImages.State state) {
        AccountSettingsTable.allowedImages(transaction.sql(), caller, state);
    }

    /**
     * Puts these criteria in place of all before; none: only the caller's own images are allowed.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public void replaceCriteria(Transaction transaction, Caller caller, List<ImageCriterion> criteria) {
        requireAtMost(limits.criteria(), criteria, "imageCriterion");
        requireAtMost(limits.criterionProviders(), all(criteria, ImageCriterion::providers), "imageProvider");
        for (ImageCriterion criterion : criteria) {
            requireAtMost(limits.criterionNames(), criterion.names(), "imageName");
            requireAtMost(limits.criterionProductCodes(), criterion.productCodes(), "marketplaceProductCode");
            requireProviders(criterion.providers());
            criterion.productCodes().forEach(AccountSettings::requireProductCode);
            criterion.names().forEach(AccountSettings::requireName);
            requireDays(criterion.daysSinceDeprecated(), "maximumDaysSinceDeprecated");
            requireDays(criterion.daysSinceCreated(), "maximumDaysSinceCreated");
        }
        AccountSettingsTable.replaceCriteria(transaction.sql(), caller, criteria);
    }

    private static List<String> all(List<ImageCriterion> criteria, Function<ImageCriterion, List<String>> values) {
        return criteria.stream().map(values).flatMap(List::stream).toList();
    }

    private static void requireAtMost(int most, Collection<?> values, String parameter) {
        if (values.size() > most) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + most + " values may be given for " + parameter + ", and there are " + values.size());
        }
    }

    private static void requireProviders(List<String> providers) {
        for (String provider : providers) {
            if (!ALIASES.contains(provider) && !AccountId.isAccountId(provider)) {
                throw ApiException.invalidValue(
                        "imageProvider",
                        provider,
                        "Expecting amazon, aws-marketplace, aws-backup-vault, an account id, or none.");
            }
        }
        if (providers.contains(ImageCriterion.NONE) && providers.size() > 1) {
            throw ApiException.invalidValue("imageProvider", ImageCriterion.NONE, "It cannot be among others.");
        }
    }

    private static void requireProductCode(String code) {
        if (!PRODUCT_CODE.matcher(code).matches()) {
            throw ApiException.invalidValue("marketplaceProductCode", code, "Expecting 1 to 25 letters and numbers.");
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || (name.contains("?") && name.length() < SHORTEST_NAME_WITH_QUESTION_MARK)) {
            throw ApiException.invalidValue(
                    "imageName",
                    name,
                    "Expecting 1 to 128 characters of an AMI name, * and ?; with ? at least 3 characters.");
        }
    }

    private static void requireDays(@Nullable Integer days, String parameter) {
        if (days != null && days < 0) {
            throw ApiException.invalidValue(parameter, days.toString(), "Expecting 0 or more.");
        }
    }
}
