package dev.origami.instance;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.tag.TagFields;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;

/** The filters of DescribeInstances (source appendix B), in SQL over {@code instance i}. */
final class InstanceFields {
    private InstanceFields() {}

    static Fields of(Caller caller) {
        Fields fields = new Fields();
        place(fields, caller);
        state(fields);
        ofInstance(fields);
        ofImage(fields);
        ofSettings(fields);
        TagFields.addTo(fields, caller, "i.id");
        InstanceDeviceFields.addTo(fields, caller);
        fields.add("instance-lifecycle", Field.text("(SELECT 'spot' FROM spot_request s WHERE s.instance = i.id)"));
        fields.add("spot-instance-request-id", Field.text("(SELECT s.id FROM spot_request s WHERE s.instance = i.id)"));
        fields.add("outpost-arn", Field.text("(SELECT outpost FROM on_outpost WHERE resource = i.id)"));
        return fields.none(
                "affinity",
                "capacity-reservation-id",
                "capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id",
                "capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn",
                "host-id",
                "iam-instance-profile.arn",
                "iam-instance-profile.id",
                "metadata-options.http-protocol-ipv4",
                "network-performance-options.bandwidth-weighting",
                "operator.managed",
                "operator.principal",
                "placement-group-name",
                "placement-partition-number",
                "platform",
                "private-dns-name-options.enable-resource-name-dns-a-record",
                "private-dns-name-options.enable-resource-name-dns-aaaa-record",
                "private-dns-name-options.hostname-type",
                "product-code",
                "product-code.type",
                "requester-id",
                "usage-operation-update-time");
    }

    /** The filters of DescribeInstanceStatus (source appendix B). */
    static Fields ofStatus(Caller caller, GuestSigns signs) {
        Fields fields = new Fields();
        place(fields, caller);
        state(fields);
        StatusFields.addTo(fields, signs);
        return fields;
    }

    private static void place(Fields fields, Caller caller) {
        fields.add("availability-zone", Field.text("i.zone"))
                .add(
                        "availability-zone-id",
                        match -> Condition.in(
                                "i.zone",
                                Zones.of(caller.region()).zones().stream()
                                        .filter(zone -> match.matches(zone.id()))
                                        .map(Zone::name)
                                        .toList()));
    }

    private static void state(Fields fields) {
        fields.add("instance-state-name", Field.text("i.state"))
                .add(
                        "instance-state-code",
                        match -> Condition.in(
                                "i.state",
                                java.util.stream.Stream.of(InstanceState.values())
                                        .filter(state -> match.matches(Integer.toString(state.code())))
                                        .map(InstanceState::wire)
                                        .toList()));
    }

    private static void ofInstance(Fields fields) {
        fields.add("instance-id", Field.text("i.id"))
                .add("reservation-id", Field.text("i.reservation"))
                .add("owner-id", Field.text("i.owner"))
                .add("launch-index", Field.number("i.launch_index"))
                .add("launch-time", Field.time("i.launch_time"))
                .add("key-name", Field.text("i.key_name"))
                .add("client-token", Field.text("i.client_token"))
                .add("reason", transition())
                .add("state-reason-code", Field.text("i.reason_code"))
                .add("state-reason-message", Field.text("i.reason_message"));
    }

    /** What {@link Instance#transition} tells. */
    private static Field transition() {
        Condition byUser = Condition.of("i.reason_code = ?", StateReason.USER_SHUTDOWN.code())
                .and(Condition.of("i.reason_message = ?", StateReason.USER_SHUTDOWN.message()));
        Field told = Field.text("('" + Instance.USER_INITIATED
                + "(' || strftime('%Y-%m-%d %H:%M:%S', i.state_change / 1000, 'unixepoch') || ' GMT)')");
        Field other = Field.text("i.reason_message");
        return match -> byUser.and(told.where(match))
                .or(byUser.not()
                        .and(Condition.of("i.reason_message IS NOT NULL"))
                        .and(other.where(match)));
    }

    private static void ofImage(Fields fields) {
        fields.add("image-id", Field.text("i.image"))
                .add("architecture", Field.text("i.architecture"))
                .add("virtualization-type", Field.text("i.virtualization"))
                .add("hypervisor", Field.constant("xen"))
                .add("root-device-name", Field.text("i.root_device_name"))
                .add("root-device-type", Field.text("i.root_device_type"))
                .add("boot-mode", Field.text("i.boot_mode"))
                .add("current-instance-boot-mode", Field.text("i.current_boot_mode"))
                .add("kernel-id", Field.text("i.kernel"))
                .add("ramdisk-id", Field.text("i.ramdisk"))
                .add("tpm-support", Field.text("i.tpm_support"))
                .add("platform-details", Field.constant(ImageFacts.PLATFORM_DETAILS))
                .add("usage-operation", Field.constant(ImageFacts.USAGE_OPERATION));
    }

    private static void ofSettings(Fields fields) {
        fields.add("instance-type", Field.text("i.type"))
                .add("ebs-optimized", Field.flag("i.ebs_optimized"))
                .add("ena-support", Field.flag("i.ena_support"))
                .add("hibernation-options.configured", Field.constant("false"))
                .add("enclave-options.enabled", Field.constant("false"))
                .add("tenancy", Field.constant("default"))
                .add("maintenance-options.auto-recovery", Field.word("i.auto_recovery", "default", "disabled"))
                .add("capacity-reservation-specification.capacity-reservation-preference", Field.constant("open"))
                .add("monitoring-state", Field.word("i.monitoring", "enabled", "disabled"))
                .add("metadata-options.http-tokens", Field.word("i.metadata_tokens", "required", "optional"))
                .add("metadata-options.http-endpoint", Field.word("i.metadata_endpoint", "enabled", "disabled"))
                .add("metadata-options.http-put-response-hop-limit", Field.number("i.metadata_hop_limit"))
                .add("metadata-options.instance-metadata-tags", Field.word("i.metadata_tags", "enabled", "disabled"))
                .add("metadata-options.http-protocol-ipv6", Field.constant("disabled"))
                .add("metadata-options.state", Field.constant("applied"));
    }
}
