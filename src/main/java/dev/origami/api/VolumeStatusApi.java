package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.PageWanted;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.snapshot.Damage;
import dev.origami.snapshot.Snapshots;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeIos;
import dev.origami.volume.Volumes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumeStatusResponse;
import software.amazon.awssdk.services.ec2.model.EnableVolumeIoRequest;
import software.amazon.awssdk.services.ec2.model.EnableVolumeIoResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeAttributeResponse;
import software.amazon.awssdk.services.ec2.model.VolumeStatusAction;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusEvent;

/** DescribeVolumeStatus, DescribeVolumeAttribute, ModifyVolumeAttribute, EnableVolumeIO (source section 2.3). */
public final class VolumeStatusApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Volumes volumes;
    private final VolumeIos ios;
    private final Snapshots snapshots;
    private final Instances instances;
    private final Paging paging;
    private final Filters<VolumeStatusShape> filters;

    public VolumeStatusApi(
            Database database,
            Volumes volumes,
            VolumeIos ios,
            Snapshots snapshots,
            Instances instances,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.volumes = volumes;
        this.ios = ios;
        this.snapshots = snapshots;
        this.instances = instances;
        this.paging = paging;
        this.filters = filters(limits);
    }

    private static Filters<VolumeStatusShape> filters(ApiLimits limits) {
        return new Filters<VolumeStatusShape>(limits)
                .texts("action.code", item -> texts(item.actions(), VolumeStatusAction::code))
                .texts("action.description", item -> texts(item.actions(), VolumeStatusAction::description))
                .texts("action.event-id", item -> texts(item.actions(), VolumeStatusAction::eventId))
                .text("availability-zone", item -> item.volume().zone())
                .text("availability-zone-id", VolumeStatusShape::zoneId)
                .texts("event.description", item -> texts(item.events(), VolumeStatusEvent::description))
                .texts("event.event-id", item -> texts(item.events(), VolumeStatusEvent::eventId))
                .texts("event.event-type", item -> texts(item.events(), VolumeStatusEvent::eventType))
                .none("event.not-after")
                .text("event.not-before", item -> item.notBefore() == null ? null : WireTime.text(item.notBefore()))
                .none("operator.managed", "operator.principal")
                .texts("volume-status.details-name", item -> texts(item.details(), VolumeStatusDetails::nameAsString))
                .texts("volume-status.details-status", item -> texts(item.details(), VolumeStatusDetails::status))
                .text("volume-status.status", VolumeStatusShape::status);
    }

    private static <T> List<String> texts(List<T> of, Function<T, String> text) {
        return of.stream().map(text).toList();
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeVolumeStatus", DescribeVolumeStatusRequest::builder, this::describeStatus)
                .honours("VolumeId", "Filter.*", "MaxResults", "NextToken")
                .harmless("IncludeManagedResources", "true", "false"));
        table.add(Operation.ec2(
                        "DescribeVolumeAttribute", DescribeVolumeAttributeRequest::builder, this::describeAttribute)
                .requires("VolumeId", "Attribute"));
        table.add(Operation.ec2("ModifyVolumeAttribute", ModifyVolumeAttributeRequest::builder, this::modifyAttribute)
                .requires("VolumeId", "AutoEnableIO"));
        table.add(Operation.ec2("EnableVolumeIO", EnableVolumeIoRequest::builder, this::enableIo)
                .requires("VolumeId"));
    }

    private DescribeVolumeStatusResponse describeStatus(Caller caller, DescribeVolumeStatusRequest request) {
        Predicate<VolumeStatusShape> filter = filters.of(request.filters());
        List<VolumeId> ids = paging.ids("volumeIdsSet", request.volumeIds(), null, VolumeId::parse);
        List<VolumeStatusShape> all = database.read(sql -> {
            Map<ManifestId, Damage> damage = snapshots.damage(sql);
            return volumes.search(sql, caller, ids, List.of(), PageWanted.all()).items().stream()
                    .map(volume -> shape(sql, volume, damage))
                    .toList();
        });
        Page<VolumeStatusShape> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream().filter(filter).toList(),
                item -> item.volume().id().value());
        return DescribeVolumeStatusResponse.builder()
                .volumeStatuses(
                        page.items().stream().map(VolumeStatusShape::item).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private VolumeStatusShape shape(Handle sql, Volume volume, Map<ManifestId, Damage> damage) {
        ManifestId disk = volumes.chain(sql, volume.id()).base();
        return new VolumeStatusShape(
                volume, VolumeIos.of(sql, volume.id()), disk, disk == null ? null : damage.get(disk));
    }

    private DescribeVolumeAttributeResponse describeAttribute(Caller caller, DescribeVolumeAttributeRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        String attribute = request.attributeAsString();
        boolean autoEnable = database.read(sql -> {
            Volume volume = volumes.requireOwned(sql, caller, id);
            return VolumeIos.of(sql, volume.id()).autoEnable();
        });
        DescribeVolumeAttributeResponse.Builder answer =
                DescribeVolumeAttributeResponse.builder().volumeId(id.value());
        return switch (attribute) {
            case "autoEnableIO" ->
                answer.autoEnableIO(AttributeBooleanValue.builder()
                                .value(autoEnable)
                                .build())
                        .build();
            case "productCodes" -> answer.productCodes(List.of()).build();
            default ->
                throw ApiException.invalidValue("attribute", attribute, "Expecting autoEnableIO or productCodes.");
        };
    }

    private ModifyVolumeAttributeResponse modifyAttribute(Caller caller, ModifyVolumeAttributeRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        Boolean wanted = request.autoEnableIO().value();
        if (wanted == null) {
            throw ApiException.missing("AutoEnableIO.Value");
        }
        database.writing(transaction -> {
            Volume volume = volumes.requireOwned(transaction.sql(), caller, id);
            if (VolumeIos.of(transaction.sql(), id).autoEnable() != wanted) {
                requireNoMachine(transaction.sql(), caller, volume);
                ios.autoEnable(transaction, id, wanted);
            }
        });
        return ModifyVolumeAttributeResponse.builder().build();
    }

    /** Nothing changes of a volume whose I/O was never disabled. */
    private EnableVolumeIoResponse enableIo(Caller caller, EnableVolumeIoRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        database.writing(transaction -> {
            Handle sql = transaction.sql();
            Volume volume = volumes.requireOwned(sql, caller, id);
            if (shape(sql, volume, snapshots.damage(sql)).isImpaired()) {
                requireNoMachine(sql, caller, volume);
                ios.enable(transaction, id);
            }
        });
        return EnableVolumeIoResponse.builder().build();
    }

    /** What a machine does about a block that is lost it is told at its start, and keeps to. */
    private void requireNoMachine(Handle sql, Caller caller, Volume volume) {
        Attachment attachment = volume.attachment();
        if (attachment == null) {
            return;
        }
        Instance instance = instances.requireOwned(sql, caller, attachment.instance());
        if (instance.state() != InstanceState.STOPPED) {
            throw new ApiException(
                    ErrorCode.INCORRECT_STATE,
                    "The volume '" + volume.id() + "' is attached to the instance '" + instance.id() + "', which is "
                            + instance.state().wire() + ". Stop the instance or detach the volume first.");
        }
    }
}
