package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.LaunchTemplateId;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplate;
import dev.origami.template.LaunchTemplates;
import dev.origami.template.TemplateKey;
import dev.origami.template.TemplateVersion;
import dev.origami.template.VersionKey;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Launches from launch templates: a template says what the request leaves unsaid. */
final class TemplateLaunch {
    private static final String ID_TAG = Tags.RESERVED + "ec2launchtemplate:id";
    private static final String VERSION_TAG = Tags.RESERVED + "ec2launchtemplate:version";

    private final LaunchTemplates templates;

    TemplateLaunch(LaunchTemplates templates) {
        this.templates = templates;
    }

    /**
     * A request that needs no template any more.
     *
     * @param tags by which the instances tell what they were launched from
     */
    record Whole(RunInstancesRequest request, List<Tag> tags) {
        Whole {
            tags = List.copyOf(tags);
        }
    }

    /**
     * The request with what its template says, when it names one.
     *
     * @throws ApiException as {@link LaunchTemplates#require}, {@link #key} and {@link VersionKey#parse}
     */
    Whole whole(Handle sql, Caller caller, RunInstancesRequest request) {
        LaunchTemplateSpecification named = request.launchTemplate();
        if (named == null) {
            return new Whole(request, List.of());
        }
        VersionKey wanted = named.version() == null ? new VersionKey.Default() : VersionKey.parse(named.version());
        LaunchTemplate template =
                templates.require(sql, caller, key(named.launchTemplateId(), named.launchTemplateName()));
        TemplateVersion version = templates.require(sql, template, wanted);
        return new Whole(
                TemplateData.parse(version.content().data()).under(request),
                List.of(new Tag(ID_TAG, template.id().value()), new Tag(VERSION_TAG, Long.toString(version.number()))));
    }

    /**
     * What a request names a template by.
     *
     * @throws ApiException {@code MissingParameter} when by nothing, {@code InvalidParameterCombination} when by both,
     *     {@code InvalidLaunchTemplateId.Malformed}
     */
    static TemplateKey key(@Nullable String id, @Nullable String name) {
        if (id == null && name == null) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER,
                    "Either a launch template ID or a launch template name must be specified in the request");
        }
        if (id != null && name != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "A launch template ID and a launch template name may not be specified on the same request");
        }
        return name == null
                ? new TemplateKey.ById(LaunchTemplateId.parse(String.valueOf(id)))
                : new TemplateKey.ByName(name);
    }
}
