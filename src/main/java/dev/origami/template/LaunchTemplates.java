package dev.origami.template;

import dev.origami.account.Caller;
import dev.origami.config.TemplateLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.LaunchTemplateId;
import dev.origami.template.TemplateVersion.Content;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of launch templates: names, and versions that are numbered from 1, never change and never get their number
 * again. What a version says is looked at by nobody before a launch.
 */
public final class LaunchTemplates {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9().\\-/_]+");
    private static final long FIRST = 1;

    private final InstantSource clock;
    private final TemplateLimits limits;

    public LaunchTemplates(InstantSource clock, TemplateLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Makes a template with its first version, which is its default.
     *
     * @throws ApiException {@code InvalidLaunchTemplateName.MalformedException},
     *     {@code InvalidLaunchTemplateName.AlreadyExistsException}, {@code InvalidParameterValue},
     *     {@code ResourceLimitExceeded}
     */
    public LaunchTemplate create(
            Transaction transaction, Caller caller, String name, @Nullable String description, Content content) {
        requireName(name);
        if (LaunchTemplateTable.find(transaction.sql(), caller, name).isPresent()) {
            throw new ApiException(
                    ErrorCode.INVALID_LAUNCH_TEMPLATE_NAME_ALREADY_EXISTS,
                    "Launch template name already in use: " + name);
        }
        if (LaunchTemplateTable.count(transaction.sql(), caller) >= limits.perRegion()) {
            throw new ApiException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "An account has at most " + limits.perRegion() + " launch templates in a region");
        }
        Instant now = clock.instant();
        LaunchTemplate template = new LaunchTemplate(
                LaunchTemplateId.create(), caller.account(), caller.region(), name, now, FIRST, FIRST);
        LaunchTemplateTable.insert(transaction.sql(), template);
        insert(transaction, new TemplateVersion(template.id(), FIRST, description, now, content));
        return template;
    }

    /**
     * Makes the next version of a template of the caller's.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code ResourceLimitExceeded}
     */
    public TemplateVersion createVersion(
            Transaction transaction, LaunchTemplate template, @Nullable String description, Content content) {
        if (LaunchTemplateTable.countVersions(transaction.sql(), template.id()) >= limits.versions()) {
            throw new ApiException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "A launch template has at most " + limits.versions() + " versions");
        }
        long number = LaunchTemplateTable.nextNumber(transaction.sql(), template.id());
        TemplateVersion version = new TemplateVersion(template.id(), number, description, clock.instant(), content);
        insert(transaction, version);
        return version;
    }

    private void insert(Transaction transaction, TemplateVersion version) {
        String description = version.description();
        if (description != null && description.length() > limits.descriptionLength()) {
            throw ApiException.invalidValue(
                    "versionDescription",
                    description,
                    "Expecting at most " + limits.descriptionLength() + " characters.");
        }
        LaunchTemplateTable.insert(transaction.sql(), version);
    }

    /** The caller's templates in the region, by id. */
    public List<LaunchTemplate> of(Handle sql, Caller caller) {
        return LaunchTemplateTable.of(sql, caller);
    }

    /**
     * A template of the caller's.
     *
     * @throws ApiException {@code InvalidLaunchTemplateId.NotFound},
     *     {@code InvalidLaunchTemplateName.NotFoundException}
     */
    public LaunchTemplate require(Handle sql, Caller caller, TemplateKey key) {
        return switch (key) {
            case TemplateKey.ById(LaunchTemplateId id) ->
                LaunchTemplateTable.find(sql, id)
                        .filter(template -> template.owner().equals(caller.account())
                                && template.region().equals(caller.region()))
                        .orElseThrow(() -> new ApiException(
                                ErrorCode.INVALID_LAUNCH_TEMPLATE_ID_NOT_FOUND,
                                "The specified launch template, with template ID " + id + ", does not exist."));
            case TemplateKey.ByName(String name) ->
                LaunchTemplateTable.find(sql, caller, name)
                        .orElseThrow(() -> new ApiException(
                                ErrorCode.INVALID_LAUNCH_TEMPLATE_NAME_NOT_FOUND,
                                "The specified launch template, with template name " + name + ", does not exist."));
        };
    }

    /** All versions of a template, by number. */
    public List<TemplateVersion> versions(Handle sql, LaunchTemplate template) {
        return LaunchTemplateTable.versions(sql, template.id());
    }

    /**
     * One version of a template.
     *
     * @throws ApiException {@code InvalidLaunchTemplateId.VersionNotFound}
     */
    public TemplateVersion require(Handle sql, LaunchTemplate template, VersionKey key) {
        long number = switch (key) {
            case VersionKey.Latest _ -> template.latestVersion();
            case VersionKey.Default _ -> template.defaultVersion();
            case VersionKey.Numbered(long wanted) -> wanted;
        };
        return find(sql, template, number)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_LAUNCH_TEMPLATE_ID_VERSION_NOT_FOUND,
                        "Could not find the specified version " + number + " for the launch template with ID "
                                + template.id() + "."));
    }

    /** The version of that number. */
    public Optional<TemplateVersion> find(Handle sql, LaunchTemplate template, long number) {
        return LaunchTemplateTable.version(sql, template.id(), number);
    }

    /** From now on this version of the template, which is there, is meant where none is named. */
    public void setDefault(Transaction transaction, TemplateVersion version) {
        LaunchTemplateTable.setDefault(transaction.sql(), version.template(), version.number());
    }

    /** The template goes with all of its versions. What was launched from it stays. */
    public void delete(Transaction transaction, LaunchTemplate template) {
        LaunchTemplateTable.delete(transaction.sql(), template.id());
    }

    /** A version goes, which is not the default. */
    public void delete(Transaction transaction, TemplateVersion version) {
        LaunchTemplateTable.deleteVersion(transaction.sql(), version.template(), version.number());
    }

    /**
     * Passes a list of versions that one call may name.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public void requireFewEnough(List<String> versions) {
        if (versions.size() > limits.versionsPerCall()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + limits.versionsPerCall() + " versions may be named in one call");
        }
    }

    /**
     * Which of the caller's templates name which of these images.
     *
     * @param depth how many versions of each are looked at, the newest first
     */
    public List<ImageUse> uses(Handle sql, Caller caller, Collection<String> images, int depth) {
        return LaunchTemplateTable.uses(sql, caller, images, depth);
    }

    private void requireName(String name) {
        if (name.length() < limits.shortestName()
                || name.length() > limits.longestName()
                || !NAME.matcher(name).matches()) {
            throw new ApiException(
                    ErrorCode.INVALID_LAUNCH_TEMPLATE_NAME_MALFORMED,
                    "Launch template names must be between " + limits.shortestName() + " and " + limits.longestName()
                            + " characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_': "
                            + name);
        }
    }
}
