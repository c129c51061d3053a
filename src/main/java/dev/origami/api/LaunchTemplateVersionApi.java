package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Arn;
import dev.origami.id.LaunchTemplateId;
import dev.origami.template.LaunchTemplate;
import dev.origami.template.LaunchTemplates;
import dev.origami.template.TemplateKey;
import dev.origami.template.TemplateVersion;
import dev.origami.template.VersionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseErrorItem;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateErrorCode;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResponseError;

/** CreateLaunchTemplateVersion, DescribeLaunchTemplateVersions, DeleteLaunchTemplateVersions. */
final class LaunchTemplateVersionApi {
    private static final PageRange PAGES = PageRange.of(1, 200);
    private static final long BEYOND_ALL_NUMBERS = 10_000_000_000L;

    private final Database database;
    private final LaunchTemplates templates;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<Described> filters;

    /** A version of a template, and what it says. */
    private record Described(LaunchTemplate template, TemplateVersion version, TemplateData data) {
        Described(LaunchTemplate template, TemplateVersion version) {
            this(template, version, TemplateData.parse(version.content().data()));
        }

        Described withImage(UnaryOperator<String> other) {
            return new Described(template, version, data.withImage(other));
        }

        boolean isDefault() {
            return version.number() == template.defaultVersion();
        }

        /** In whose order the newest come first. */
        String key() {
            return template.id() + " " + (BEYOND_ALL_NUMBERS - version.number());
        }
    }

    /** What became of one version that was to be deleted. */
    private record Deletion(
            LaunchTemplate template, long number, @Nullable ResponseError error) {}

    LaunchTemplateVersionApi(
            Database database, LaunchTemplates templates, Paging paging, ClientTokens clientTokens, ApiLimits limits) {
        this.database = database;
        this.templates = templates;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = new Filters<Described>(limits)
                .text("create-time", item -> WireTime.text(item.version().createTime()))
                .flag("is-default-version", Described::isDefault)
                .text("image-id", item -> item.data().text("ImageId"))
                .text("instance-type", item -> item.data().text("InstanceType"))
                .text("ebs-optimized", item -> item.data().text("EbsOptimized"))
                .text("http-endpoint", item -> item.data().text("MetadataOptions", "HttpEndpoint"))
                .text("http-tokens", item -> item.data().text("MetadataOptions", "HttpTokens"))
                .texts("network-card-index", item -> item.data().texts("NetworkInterfaces", "NetworkCardIndex"))
                .none("host-resource-group-arn", "http-protocol-ipv4", "iam-instance-profile", "kernel-id")
                .none("license-configuration-arn", "ram-disk-id");
    }

    void addTo(OperationTable table) {
        table.add(LaunchMembers.declare(
                Operation.ec2("CreateLaunchTemplateVersion", CreateLaunchTemplateVersionRequest::builder, this::create)
                        .honours("LaunchTemplateId", "LaunchTemplateName", "SourceVersion")
                        .honours("VersionDescription", "ClientToken")
                        .harmless("ResolveAlias", "false"),
                "LaunchTemplateData."));
        table.add(Operation.ec2(
                        "DescribeLaunchTemplateVersions",
                        DescribeLaunchTemplateVersionsRequest::builder,
                        this::describe)
                .honours("LaunchTemplateId", "LaunchTemplateName", "LaunchTemplateVersion", "MinVersion", "MaxVersion")
                .honours("Filter.*", "MaxResults", "NextToken", "ResolveAlias"));
        table.add(Operation.ec2(
                        "DeleteLaunchTemplateVersions", DeleteLaunchTemplateVersionsRequest::builder, this::delete)
                .requires("LaunchTemplateVersion")
                .honours("LaunchTemplateId", "LaunchTemplateName"));
    }

    /**
     * What a request says of launches.
     *
     * @throws ApiException {@code MissingParameter} when it is nothing
     */
    static TemplateData data(@Nullable RequestLaunchTemplateData data) {
        if (data == null) {
            throw ApiException.missing("LaunchTemplateData");
        }
        return TemplateData.of(data);
    }

    static TemplateVersion.Content content(TemplateData data) {
        return new TemplateVersion.Content(data.text("ImageId"), data.json());
    }

    private CreateLaunchTemplateVersionResponse create(Caller caller, CreateLaunchTemplateVersionRequest request) {
        TemplateKey key = TemplateLaunch.key(request.launchTemplateId(), request.launchTemplateName());
        TemplateData given = data(request.launchTemplateData());
        Optional<VersionKey> source =
                Optional.ofNullable(request.sourceVersion()).map(VersionKey::parse);
        String made = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            LaunchTemplate template = templates.require(transaction.sql(), caller, key);
            TemplateData data = source.map(wanted -> templates.require(transaction.sql(), template, wanted))
                    .map(version ->
                            given.over(TemplateData.parse(version.content().data())))
                    .orElse(given);
            TemplateVersion version =
                    templates.createVersion(transaction, template, request.versionDescription(), content(data));
            return version.template() + " " + version.number();
        });
        String[] words = made.split(" ", -1);
        TemplateKey id = new TemplateKey.ById(new LaunchTemplateId(words[0]));
        VersionKey number = VersionKey.parse(words[1]);
        Described version = database.read(sql -> {
            LaunchTemplate template = templates.require(sql, caller, id);
            return new Described(template, templates.require(sql, template, number));
        });
        return CreateLaunchTemplateVersionResponse.builder()
                .launchTemplateVersion(wire(version))
                .build();
    }

    private DescribeLaunchTemplateVersionsResponse describe(
            Caller caller, DescribeLaunchTemplateVersionsRequest request) {
        templates.requireFewEnough(request.versions());
        Predicate<Described> filter = filters.of(request.filters());
        List<Described> found = database.read(sql -> selected(sql, caller, request)).stream()
                .filter(filter)
                .toList();
        Page<Described> page =
                paging.page(caller, PAGES, request.maxResults(), request.nextToken(), found, Described::key);
        List<Described> told = Boolean.TRUE.equals(request.resolveAlias())
                ? database.read(sql -> page.items().stream()
                        .map(item -> item.withImage(image -> ImageParameter.resolved(sql, caller, image)))
                        .toList())
                : page.items();
        return DescribeLaunchTemplateVersionsResponse.builder()
                .launchTemplateVersions(
                        told.stream().map(LaunchTemplateVersionApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<Described> selected(Handle sql, Caller caller, DescribeLaunchTemplateVersionsRequest request) {
        List<VersionKey> versions =
                request.versions().stream().map(VersionKey::parse).toList();
        String least = request.minVersion();
        String most = request.maxVersion();
        if (!versions.isEmpty() && (least != null || most != null)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Versions of a launch template may not be specified beside a minimum or a maximum version");
        }
        // Of all templates at once, what each has can be asked for.
        boolean ofAll = request.launchTemplateId() == null
                && request.launchTemplateName() == null
                && !versions.isEmpty()
                && versions.stream().noneMatch(VersionKey.Numbered.class::isInstance);
        List<LaunchTemplate> asked = ofAll
                ? templates.of(sql, caller)
                : List.of(templates.require(
                        sql, caller, TemplateLaunch.key(request.launchTemplateId(), request.launchTemplateName())));
        if (versions.isEmpty()) {
            long from = least == null ? 0 : VersionKey.number(least);
            long to = most == null ? Long.MAX_VALUE : VersionKey.number(most);
            return described(sql, asked)
                    .filter(item ->
                            item.version().number() >= from && item.version().number() <= to)
                    .toList();
        }
        return asked.stream()
                .flatMap(template -> versions.stream()
                        .map(wanted -> templates.require(sql, template, wanted))
                        .distinct()
                        .map(version -> new Described(template, version)))
                .toList();
    }

    private Stream<Described> described(Handle sql, List<LaunchTemplate> asked) {
        return asked.stream()
                .flatMap(template ->
                        templates.versions(sql, template).stream().map(version -> new Described(template, version)));
    }

    private DeleteLaunchTemplateVersionsResponse delete(Caller caller, DeleteLaunchTemplateVersionsRequest request) {
        TemplateKey key = TemplateLaunch.key(request.launchTemplateId(), request.launchTemplateName());
        templates.requireFewEnough(request.versions());
        List<Long> numbers = request.versions().stream().map(VersionKey::number).toList();
        List<Deletion> done = database.write(transaction -> {
            LaunchTemplate template = templates.require(transaction.sql(), caller, key);
            List<Deletion> deletions = new ArrayList<>();
            for (long number : numbers) {
                deletions.add(new Deletion(template, number, deleted(transaction, template, number)));
            }
            return deletions;
        });
        return DeleteLaunchTemplateVersionsResponse.builder()
                .successfullyDeletedLaunchTemplateVersions(done.stream()
                        .filter(deletion -> deletion.error() == null)
                        .map(deletion -> DeleteLaunchTemplateVersionsResponseSuccessItem.builder()
                                .launchTemplateId(deletion.template().id().value())
                                .launchTemplateName(deletion.template().name())
                                .versionNumber(deletion.number())
                                .build())
                        .toList())
                .unsuccessfullyDeletedLaunchTemplateVersions(done.stream()
                        .filter(deletion -> deletion.error() != null)
                        .map(deletion -> DeleteLaunchTemplateVersionsResponseErrorItem.builder()
                                .launchTemplateId(deletion.template().id().value())
                                .launchTemplateName(deletion.template().name())
                                .versionNumber(deletion.number())
                                .responseError(deletion.error())
                                .build())
                        .toList())
                .build();
    }

    /** Why the version is not deleted; null when it is. */
    private @Nullable ResponseError deleted(Transaction transaction, LaunchTemplate template, long number) {
        Optional<TemplateVersion> version = templates.find(transaction.sql(), template, number);
        if (version.isEmpty()) {
            return ResponseError.builder()
                    .code(LaunchTemplateErrorCode.LAUNCH_TEMPLATE_VERSION_DOES_NOT_EXIST)
                    .message("The launch template has no version " + number)
                    .build();
        }
        if (number == template.defaultVersion()) {
            return ResponseError.builder()
                    .code(LaunchTemplateErrorCode.UNEXPECTED_ERROR)
                    .message("The version " + number + " is the default of the launch template")
                    .build();
        }
        templates.delete(transaction, version.get());
        return null;
    }

    private static LaunchTemplateVersion wire(Described item) {
        LaunchTemplate template = item.template();
        TemplateVersion version = item.version();
        return LaunchTemplateVersion.builder()
                .launchTemplateId(template.id().value())
                .launchTemplateName(template.name())
                .versionNumber(version.number())
                .versionDescription(version.description())
                .createTime(version.createTime())
                .createdBy(Arn.root(template.owner()))
                .defaultVersion(item.isDefault())
                .launchTemplateData(item.data().reply())
                .build();
    }
}
