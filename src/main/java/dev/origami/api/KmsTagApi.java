package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.key.KeyRules;
import dev.origami.key.KeyTags;
import dev.origami.key.KeyTags.KeyTag;
import dev.origami.key.Keys;
import java.util.List;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;

/** Tags of keys. */
final class KmsTagApi {
    private final Database database;
    private final Keys keys;
    private final KeyTags tags;
    private final KmsPaging paging;

    KmsTagApi(Database database, KeyRules rules, KmsPaging paging) {
        this.database = database;
        this.keys = rules.keys();
        this.tags = rules.tags();
        this.paging = paging;
    }

    void addTo(OperationTable table) {
        table.add(Operation.kms("TagResource", TagResourceRequest::builder, this::tagResource)
                .requires("KeyId", "Tags"));
        table.add(Operation.kms("UntagResource", UntagResourceRequest::builder, this::untagResource)
                .requires("KeyId", "TagKeys"));
        table.add(Operation.kms("ListResourceTags", ListResourceTagsRequest::builder, this::listResourceTags)
                .requires("KeyId")
                .honours("Limit", "Marker"));
    }

    static List<KeyTag> read(List<Tag> tags) {
        return tags.stream()
                .map(tag -> new KeyTag(
                        tag.tagKey() == null ? "" : tag.tagKey(), tag.tagValue() == null ? "" : tag.tagValue()))
                .toList();
    }

    private TagResourceResponse tagResource(Caller caller, TagResourceRequest request) {
        database.writing(transaction -> tags.put(
                transaction, keys.requireManaged(transaction.sql(), caller, request.keyId()), read(request.tags())));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untagResource(Caller caller, UntagResourceRequest request) {
        database.writing(transaction -> tags.remove(
                transaction, keys.requireManaged(transaction.sql(), caller, request.keyId()), request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    private ListResourceTagsResponse listResourceTags(Caller caller, ListResourceTagsRequest request) {
        List<KeyTag> all = database.read(sql -> tags.of(sql, keys.requireOwned(sql, caller, request.keyId())));
        Page<KeyTag> page = paging.page(caller, request.limit(), request.marker(), all, KeyTag::key);
        return ListResourceTagsResponse.builder()
                .tags(page.items().stream()
                        .map(tag -> Tag.builder()
                                .tagKey(tag.key())
                                .tagValue(tag.value())
                                .build())
                        .toList())
                .nextMarker(page.nextToken())
                .truncated(page.nextToken() != null)
                .build();
    }
}
