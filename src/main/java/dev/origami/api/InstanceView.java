package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.id.InstanceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.instance.SpotRequest;
import dev.origami.instance.SpotRequests;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroups;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.zone.OnOutposts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * An instance with all that an answer tells of it.
 *
 * @param nic empty once it is terminated
 * @param outpost the ARN of the Outpost that it is on
 * @param spot the request that it is the answer to, where it is a Spot Instance
 * @param groups those of its interface, in their order
 * @param volumes what is attached to it
 */
record InstanceView(
        Instance instance,
        Optional<NetworkInterface> nic,
        Optional<String> outpost,
        Optional<SpotRequest> spot,
        List<SecurityGroup> groups,
        List<Volume> volumes,
        List<Tag> tags,
        List<Tag> nicTags) {

    /** Reads views from the rows. */
    record Source(
            Instances instances, NetworkInterfaces interfaces, SecurityGroups groups, Volumes volumes, Tags tags) {
        /** Those that are named, or all when none is, from one moment. */
        List<InstanceView> selected(Handle sql, Caller caller, List<InstanceId> ids) {
            return of(
                    sql, caller, ids.isEmpty() ? instances.of(sql, caller) : instances.requireOwned(sql, caller, ids));
        }

        List<InstanceView> of(Handle sql, Caller caller, List<Instance> some) {
            List<InstanceId> ids = some.stream().map(Instance::id).toList();
            Map<InstanceId, NetworkInterface> nics = interfaces.ofInstances(sql, ids);
            Map<InstanceId, List<Volume>> volumesById = volumes.attachedTo(sql, ids);
            Map<SecurityGroupId, SecurityGroup> groupsById =
                    groups.all(sql, caller).stream().collect(Collectors.toMap(SecurityGroup::id, Function.identity()));
            Map<String, List<Tag>> tagsById = tags.of(sql, caller, ids);
            Map<String, List<Tag>> nicTags = tags.of(
                    sql,
                    caller,
                    nics.values().stream().map(NetworkInterface::id).toList());
            Map<String, String> outposts = OnOutposts.of(sql, ids);
            Map<InstanceId, SpotRequest> spots = SpotRequests.ofInstances(sql, ids);
            return some.stream()
                    .map(instance -> {
                        Optional<NetworkInterface> nic = Optional.ofNullable(nics.get(instance.id()));
                        return new InstanceView(
                                instance,
                                nic,
                                Optional.ofNullable(outposts.get(instance.id().value())),
                                Optional.ofNullable(spots.get(instance.id())),
                                nic.map(NetworkInterface::groups).orElse(List.of()).stream()
                                        .map(groupsById::get)
                                        .filter(Objects::nonNull)
                                        .toList(),
                                volumesById.getOrDefault(instance.id(), List.of()),
                                tagsById.getOrDefault(instance.id().value(), List.of()),
                                nic.map(found -> nicTags.getOrDefault(found.id().value(), List.of()))
                                        .orElse(List.of()));
                    })
                    .toList();
        }
    }
}
