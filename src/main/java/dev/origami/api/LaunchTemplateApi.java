package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.Arn;
import dev.origami.id.LaunchTemplateId;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplate;
import dev.origami.template.LaunchTemplates;
import dev.origami.template.TemplateKey;
import dev.origami.template.VersionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateResponse;

/** CreateLaunchTemplate, DescribeLaunchTemplates, ModifyLaunchTemplate, DeleteLaunchTemplate. */
final class LaunchTemplateApi {
    /** EC2's word for the kind, in tags and ARNs. */
    static final String RESOURCE_TYPE = "launch-template";

    private static final PageRange PAGES = PageRange.of(1, 200);

    private final Database database;
    private final LaunchTemplates templates;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<Described> filters;

    /** A template with its tags. */
    private record Described(LaunchTemplate template, List<Tag> tags) {}

    LaunchTemplateApi(
            Database database,
            LaunchTemplates templates,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits) {
        this.database = database;
        this.templates = templates;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = new Filters<Described>(limits)
                .text("create-time", item -> WireTime.text(item.template().createTime()))
                .text("launch-template-name", item -> item.template().name())
                .tags(Described::tags);
    }

    void addTo(OperationTable table) {
        table.add(LaunchMembers.declare(
                Operation.ec2("CreateLaunchTemplate", CreateLaunchTemplateRequest::builder, this::create)
                        .requires("LaunchTemplateName")
                        .honours("VersionDescription", "ClientToken", "TagSpecification.*"),
                "LaunchTemplateData."));
        table.add(Operation.ec2("DescribeLaunchTemplates", DescribeLaunchTemplatesRequest::builder, this::describe)
                .honours("LaunchTemplateId", "LaunchTemplateName", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("ModifyLaunchTemplate", ModifyLaunchTemplateRequest::builder, this::modify)
                .requires("SetDefaultVersion")
                .honours("LaunchTemplateId", "LaunchTemplateName", "ClientToken"));
        table.add(Operation.ec2("DeleteLaunchTemplate", DeleteLaunchTemplateRequest::builder, this::delete)
                .honours("LaunchTemplateId", "LaunchTemplateName"));
    }

    private CreateLaunchTemplateResponse create(Caller caller, CreateLaunchTemplateRequest request) {
        TagSpecifications given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE));
        TemplateData data = LaunchTemplateVersionApi.data(request.launchTemplateData());
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            LaunchTemplate template = templates.create(
                    transaction,
                    caller,
                    request.launchTemplateName(),
                    request.versionDescription(),
                    LaunchTemplateVersionApi.content(data));
            tags.attach(transaction, caller, RESOURCE_TYPE, template.id(), given.of(RESOURCE_TYPE));
            return template.id().value();
        });
        TemplateKey key = new TemplateKey.ById(new LaunchTemplateId(id));
        return CreateLaunchTemplateResponse.builder()
                .launchTemplate(wire(database.read(sql -> described(sql, caller, key))))
                .build();
    }

    private DescribeLaunchTemplatesResponse describe(Caller caller, DescribeLaunchTemplatesRequest request) {
        List<TemplateKey> keys = new ArrayList<>();
        request.launchTemplateIds().forEach(id -> keys.add(TemplateLaunch.key(id, null)));
        request.launchTemplateNames().forEach(name -> keys.add(TemplateLaunch.key(null, name)));
        Predicate<Described> filter = filters.of(request.filters());
        List<Described> found = database.read(sql -> selected(sql, caller, keys)).stream()
                .filter(filter)
                .toList();
        Page<Described> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                item -> item.template().id().value());
        return DescribeLaunchTemplatesResponse.builder()
                .launchTemplates(
                        page.items().stream().map(LaunchTemplateApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private ModifyLaunchTemplateResponse modify(Caller caller, ModifyLaunchTemplateRequest request) {
        TemplateKey key = TemplateLaunch.key(request.launchTemplateId(), request.launchTemplateName());
        VersionKey version = new VersionKey.Numbered(VersionKey.number(request.defaultVersion()));
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            LaunchTemplate template = templates.require(transaction.sql(), caller, key);
            templates.setDefault(transaction, templates.require(transaction.sql(), template, version));
            return template.id().value();
        });
        TemplateKey changed = new TemplateKey.ById(new LaunchTemplateId(id));
        return ModifyLaunchTemplateResponse.builder()
                .launchTemplate(wire(database.read(sql -> described(sql, caller, changed))))
                .build();
    }

    private DeleteLaunchTemplateResponse delete(Caller caller, DeleteLaunchTemplateRequest request) {
        TemplateKey key = TemplateLaunch.key(request.launchTemplateId(), request.launchTemplateName());
        Described deleted = database.write(transaction -> {
            Described template = described(transaction.sql(), caller, key);
            templates.delete(transaction, template.template());
            tags.forget(transaction, template.template().id());
            return template;
        });
        return DeleteLaunchTemplateResponse.builder()
                .launchTemplate(wire(deleted))
                .build();
    }

    private List<Described> selected(Handle sql, Caller caller, List<TemplateKey> keys) {
        List<LaunchTemplate> selected = keys.isEmpty()
                ? templates.of(sql, caller)
                : keys.stream()
                        .map(key -> templates.require(sql, caller, key))
                        .distinct()
                        .toList();
        Map<String, List<Tag>> byId =
                tags.of(sql, caller, selected.stream().map(LaunchTemplate::id).toList());
        return selected.stream()
                .map(template ->
                        new Described(template, byId.getOrDefault(template.id().value(), List.of())))
                .toList();
    }

    private Described described(Handle sql, Caller caller, TemplateKey key) {
        return selected(sql, caller, List.of(key)).getFirst();
    }

    private static software.amazon.awssdk.services.ec2.model.LaunchTemplate wire(Described item) {
        LaunchTemplate template = item.template();
        return software.amazon.awssdk.services.ec2.model.LaunchTemplate.builder()
                .launchTemplateId(template.id().value())
                .launchTemplateName(template.name())
                .createTime(template.createTime())
                .createdBy(Arn.root(template.owner()))
                .defaultVersionNumber(template.defaultVersion())
                .latestVersionNumber(template.latestVersion())
                .tags(TagSpecifications.write(item.tags()))
                .build();
    }
}
