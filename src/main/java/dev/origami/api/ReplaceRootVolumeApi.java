package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.ReplaceRootVolumeTaskId;
import dev.origami.id.SnapshotId;
import dev.origami.instance.Instances;
import dev.origami.operation.ReplaceRootVolume;
import dev.origami.tag.Tag;
import dev.origami.tag.TaggedKind;
import dev.origami.tag.Tags;
import dev.origami.volume.ReplaceRootVolumeTask;
import dev.origami.volume.RootVolumes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateReplaceRootVolumeTaskRequest;
import software.amazon.awssdk.services.ec2.model.CreateReplaceRootVolumeTaskResponse;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksResponse;

/** CreateReplaceRootVolumeTask, DescribeReplaceRootVolumeTasks (source section 3.4). */
public final class ReplaceRootVolumeApi {
    /** EC2's word for the kind, in tags. */
    public static final String RESOURCE_TYPE = "replace-root-volume-task";

    private static final PageRange PAGES = PageRange.of(1, 50);

    private final Database database;
    private final Instances instances;
    private final RootVolumes roots;
    private final ReplaceRootVolume replaceRootVolume;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<Described> filters;

    /** A task and its tags. */
    private record Described(ReplaceRootVolumeTask task, List<Tag> tags) {}

    public ReplaceRootVolumeApi(
            Database database,
            Instances instances,
            RootVolumes roots,
            ReplaceRootVolume replaceRootVolume,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits) {
        this.database = database;
        this.instances = instances;
        this.roots = roots;
        this.replaceRootVolume = replaceRootVolume;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = new Filters<Described>(limits)
                .text("instance-id", item -> item.task().instance().value());
    }

    /** Adds the operations, and makes the kind known that can be tagged. */
    public void addTo(OperationTable table) {
        tags.register(new TaggedKind(ReplaceRootVolumeTaskId.PREFIX, RESOURCE_TYPE, (sql, caller, id) -> {
            ReplaceRootVolumeTask _ = roots.requireOwned(sql, caller, ReplaceRootVolumeTaskId.parse(id));
        }));
        table.add(Operation.ec2(
                        "CreateReplaceRootVolumeTask", CreateReplaceRootVolumeTaskRequest::builder, this::create)
                .requires("InstanceId")
                .honours("SnapshotId", "ImageId", "DeleteReplacedRootVolume", "TagSpecification.*", "ClientToken"));
        table.add(Operation.ec2(
                        "DescribeReplaceRootVolumeTasks",
                        DescribeReplaceRootVolumeTasksRequest::builder,
                        this::describe)
                .honours("ReplaceRootVolumeTaskId", "Filter.*", "MaxResults", "NextToken"));
    }

    private CreateReplaceRootVolumeTaskResponse create(Caller caller, CreateReplaceRootVolumeTaskRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        InstanceId instance = InstanceId.parse(request.instanceId());
        RootVolumes.Wish wish = new RootVolumes.Wish(
                request.imageId() == null ? null : ImageId.parse(request.imageId()),
                request.snapshotId() == null ? null : SnapshotId.parse(request.snapshotId()),
                Boolean.TRUE.equals(request.deleteReplacedRootVolume()));
        // As it was begun: by now it may be under way.
        AtomicReference<@Nullable Described> begun = new AtomicReference<>();
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Described made = begin(transaction, caller, instance, wish, given);
            begun.set(made);
            return made.task().id().value();
        });
        Described made = begun.get();
        return CreateReplaceRootVolumeTaskResponse.builder()
                .replaceRootVolumeTask(shape(made == null ? before(caller, id) : made))
                .build();
    }

    private Described begin(
            Transaction transaction, Caller caller, InstanceId instance, RootVolumes.Wish wish, List<Tag> given) {
        ReplaceRootVolumeTask task = replaceRootVolume.submit(
                transaction, caller, instances.requireOwned(transaction.sql(), caller, instance), wish);
        tags.attach(transaction, caller, RESOURCE_TYPE, task.id(), given);
        return new Described(task, given);
    }

    /** What an earlier request with the same token has begun. */
    private Described before(Caller caller, String id) {
        return database.read(sql -> {
            ReplaceRootVolumeTask task = roots.requireOwned(sql, caller, ReplaceRootVolumeTaskId.parse(id));
            return new Described(task, tags.of(sql, caller, task.id()));
        });
    }

    private DescribeReplaceRootVolumeTasksResponse describe(
            Caller caller, DescribeReplaceRootVolumeTasksRequest request) {
        Predicate<Described> filter = filters.of(request.filters());
        Set<ReplaceRootVolumeTaskId> ids = Set.copyOf(paging.ids(
                "replaceRootVolumeTaskIdsSet",
                request.replaceRootVolumeTaskIds(),
                null,
                ReplaceRootVolumeTaskId::parse));
        List<Described> all = database.read(sql -> {
            for (ReplaceRootVolumeTaskId id : ids) {
                ReplaceRootVolumeTask _ = roots.requireOwned(sql, caller, id);
            }
            List<ReplaceRootVolumeTask> wanted = roots.of(sql, caller).stream()
                    .filter(task -> ids.isEmpty() || ids.contains(task.id()))
                    .toList();
            Map<String, List<Tag>> byId = tags.of(
                    sql, caller, wanted.stream().map(ReplaceRootVolumeTask::id).toList());
            return wanted.stream()
                    .map(task -> new Described(task, byId.getOrDefault(task.id().value(), List.of())))
                    .toList();
        });
        Page<Described> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream().filter(filter).toList(),
                item -> item.task().id().value());
        return DescribeReplaceRootVolumeTasksResponse.builder()
                .replaceRootVolumeTasks(
                        page.items().stream().map(ReplaceRootVolumeApi::shape).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTask shape(Described item) {
        ReplaceRootVolumeTask task = item.task();
        return software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTask.builder()
                .replaceRootVolumeTaskId(task.id().value())
                .instanceId(task.instance().value())
                .taskState(task.state().wire())
                .startTime(WireTime.text(task.startTime()))
                .completeTime(task.completeTime() == null ? null : WireTime.text(task.completeTime()))
                .imageId(task.image() == null ? null : task.image().value())
                .snapshotId(task.snapshot() == null ? null : task.snapshot().value())
                .deleteReplacedRootVolume(task.deleteReplaced())
                .tags(TagSpecifications.write(item.tags()))
                .build();
    }
}
