package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.tag.TagFields;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;

/** The filters of DescribeVolumes (source appendix B), in SQL over {@code volume v}. */
final class VolumeFields {
    private VolumeFields() {}

    static Fields of(Caller caller) {
        Fields fields = new Fields();
        attachment(fields, "attach-time", Field.time("a.attach_time"));
        attachment(fields, "delete-on-termination", Field.flag("a.delete_on_termination"));
        attachment(fields, "device", Field.text("a.device"));
        attachment(fields, "instance-id", Field.text("a.instance_id"));
        attachment(fields, "status", Field.text("a.state"));
        fields.add("availability-zone", Field.text("v.zone"))
                .add("availabilityZone", Field.text("v.zone"))
                .add(
                        "availability-zone-id",
                        match -> Condition.in(
                                "v.zone",
                                Zones.of(caller.region()).zones().stream()
                                        .filter(zone -> match.matches(zone.id()))
                                        .map(Zone::name)
                                        .toList()))
                .add("create-time", Field.time("v.create_time"))
                .add("encrypted", Field.flag("(v.lineage IS NOT NULL)"))
                .add("fast-restored", Field.constant("false"))
                .add("multi-attach-enabled", Field.constant("false"))
                .add("operator.managed", Field.constant("false"))
                .none("operator.principal")
                .add("size", Field.number("v.size_gib"))
                .add("snapshot-id", Field.text("v.snapshot_id"))
                .add("status", Field.text("v.state"))
                .add("volume-id", Field.text("v.id"))
                .add("volume-type", Field.text("v.type"));
        TagFields.addTo(fields, caller, "v.id");
        return fields;
    }

    private static void attachment(Fields fields, String name, Field field) {
        fields.add(
                "attachment." + name,
                field.within("EXISTS (SELECT 1 FROM volume_attachment a WHERE a.volume_id = v.id AND %s)"));
    }
}
