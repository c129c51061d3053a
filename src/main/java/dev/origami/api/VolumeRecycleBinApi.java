package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.id.VolumeId;
import dev.origami.operation.RecycleBin;
import dev.origami.volume.RecycledVolume;
import dev.origami.volume.RecycledVolumes;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.ListVolumesInRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.ListVolumesInRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.RestoreVolumeFromRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.RestoreVolumeFromRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.VolumeRecycleBinInfo;

/** The volumes in the Recycle Bin, and the way back out of it (source sections 2.3, 2.6). */
final class VolumeRecycleBinApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final RecycleBin recycleBin;
    private final RecycledVolumes volumes;
    private final Paging paging;

    VolumeRecycleBinApi(Database database, RecycleBin recycleBin, RecycledVolumes volumes, Paging paging) {
        this.database = database;
        this.recycleBin = recycleBin;
        this.volumes = volumes;
        this.paging = paging;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("ListVolumesInRecycleBin", ListVolumesInRecycleBinRequest::builder, this::list)
                .honours("VolumeId", "MaxResults", "NextToken"));
        table.add(
                Operation.ec2("RestoreVolumeFromRecycleBin", RestoreVolumeFromRecycleBinRequest::builder, this::restore)
                        .requires("VolumeId"));
    }

    private ListVolumesInRecycleBinResponse list(Caller caller, ListVolumesInRecycleBinRequest request) {
        List<VolumeId> ids = paging.ids("volumeIdsSet", request.volumeIds(), null, VolumeId::parse);
        List<RecycledVolume> all = database.read(sql -> volumes.all(sql, caller));
        List<VolumeId> known =
                all.stream().map(recycled -> recycled.volume().id()).toList();
        ids.stream().filter(id -> !known.contains(id)).findFirst().ifPresent(id -> {
            throw Volumes.notFound(id);
        });
        Page<RecycledVolume> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream()
                        .filter(recycled ->
                                ids.isEmpty() || ids.contains(recycled.volume().id()))
                        .toList(),
                recycled -> recycled.volume().id().value());
        return ListVolumesInRecycleBinResponse.builder()
                .volumes(page.items().stream().map(VolumeRecycleBinApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static VolumeRecycleBinInfo wire(RecycledVolume recycled) {
        Volume volume = recycled.volume();
        return VolumeRecycleBinInfo.builder()
                .volumeId(volume.id().value())
                .volumeType(volume.settings().type().wire())
                .state(volume.state().wire())
                .size(volume.settings().sizeGiB())
                .iops(volume.settings().shownIops())
                .throughput(volume.settings().throughput())
                .availabilityZone(volume.zone())
                .availabilityZoneId(VolumeShape.zoneId(volume))
                .sourceVolumeId(volume.source() == null ? null : volume.source().value())
                .snapshotId(VolumeShape.snapshotId(volume))
                .createTime(volume.createTime())
                .recycleBinEnterTime(recycled.enterTime())
                .recycleBinExitTime(recycled.exitTime())
                .build();
    }

    private RestoreVolumeFromRecycleBinResponse restore(Caller caller, RestoreVolumeFromRecycleBinRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        database.writing(transaction -> recycleBin.restoreVolume(transaction, caller, id));
        return RestoreVolumeFromRecycleBinResponse.builder().returnValue(true).build();
    }
}
