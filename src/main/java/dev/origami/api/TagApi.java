package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.tag.ResourceTag;
import dev.origami.tag.TagRemoval;
import dev.origami.tag.Tags;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** CreateTags, DeleteTags, DescribeTags (source section 0). */
public final class TagApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Tags tags;
    private final Paging paging;
    private final FilterReader filters;

    public TagApi(Database database, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.tags = tags;
        this.paging = paging;
        this.filters = new FilterReader(limits);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateTags", CreateTagsRequest::builder, this::createTags)
                .requires("ResourceId", "Tag"));
        table.add(Operation.ec2("DeleteTags", DeleteTagsRequest::builder, this::deleteTags)
                .requires("ResourceId")
                .honours("Tag.*"));
        table.add(Operation.ec2("DescribeTags", DescribeTagsRequest::builder, this::describeTags)
                .honours("Filter.*", "MaxResults", "NextToken"));
    }

    private CreateTagsResponse createTags(Caller caller, CreateTagsRequest request) {
        database.writing(transaction ->
                tags.create(transaction, caller, request.resources(), TagSpecifications.read(request.tags())));
        return CreateTagsResponse.builder().build();
    }

    private DeleteTagsResponse deleteTags(Caller caller, DeleteTagsRequest request) {
        List<TagRemoval> removals = request.tags().stream()
                .map(tag -> new TagRemoval(tag.key() == null ? "" : tag.key(), tag.value()))
                .toList();
        database.writing(transaction -> tags.delete(transaction, caller, request.resources(), removals));
        return DeleteTagsResponse.builder().build();
    }

    private DescribeTagsResponse describeTags(Caller caller, DescribeTagsRequest request) {
        List<Filter> wantedFilters = filters.read(request.filters());
        PageWanted wanted = paging.wanted(caller, PAGES, request.maxResults(), request.nextToken());
        Page<ResourceTag> page =
                paging.page(caller, database.read(sql -> tags.search(sql, caller, wantedFilters, wanted)));
        return DescribeTagsResponse.builder()
                .tags(page.items().stream().map(TagApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static TagDescription wire(ResourceTag tag) {
        return TagDescription.builder()
                .resourceId(tag.resourceId())
                .resourceType(tag.resourceType())
                .key(tag.tag().key())
                .value(tag.tag().value())
                .build();
    }
}
