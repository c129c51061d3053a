package dev.origami.instance;

import dev.origami.account.Caller;
import dev.origami.database.Field;
import dev.origami.database.Fields;

/** The filters of DescribeInstances on an instance's disks and its network interface, in SQL. */
final class InstanceDeviceFields {
    /** A time as {@link java.time.Instant#toString} has it, with the milliseconds that EC2 writes. */
    private static final String ATTACH_TIME =
            "(substr(n.attach_time, 1, 19) || '.' || substr(replace(substr(n.attach_time, 21), 'Z', '') || '000', 1, 3)"
                    + " || 'Z')";

    private InstanceDeviceFields() {}

    static void addTo(Fields fields, Caller caller) {
        attachment(fields, "device-name", Field.text("a.device"));
        attachment(fields, "status", Field.text("a.state"));
        attachment(fields, "attach-time", Field.time("a.attach_time"));
        attachment(fields, "delete-on-termination", Field.flag("a.delete_on_termination"));
        attachment(fields, "volume-id", Field.text("a.volume_id"));
        ofBoth(fields, caller);
        ofInterface(fields);
        groups(fields, Field.text("m.\"group\""), "instance.group-id", "group-id", "network-interface.group-id");
        groups(fields, Field.text("g.name"), "instance.group-name", "group-name", "network-interface.group-name");
        fields.none("ipv6-address");
    }

    /** What is told of the instance as of its interface. */
    private static void ofBoth(Fields fields, Caller caller) {
        nic(fields, Field.text("n.vpc"), "vpc-id", "network-interface.vpc-id");
        nic(fields, Field.text("n.subnet"), "subnet-id", "network-interface.subnet-id");
        nic(
                fields,
                Field.text("n.private_address"),
                "private-ip-address",
                "network-interface.private-ip-address",
                "network-interface.addresses.private-ip-address");
        nic(
                fields,
                Field.text(privateDnsName(caller.region().name())),
                "private-dns-name",
                "network-interface.private-dns-name");
        nic(
                fields,
                Field.text("n.public_address"),
                "ip-address",
                "network-interface.association.public-ip",
                "network-interface.addresses.association.public-ip");
        nic(fields, Field.text("coalesce(n.public_address, '')"), "dns-name");
        nic(fields, Field.flag("n.source_dest_check"), "source-dest-check", "network-interface.source-dest-check");
    }

    private static void ofInterface(Fields fields) {
        nic(fields, Field.constant("true"), "network-interface.addresses.primary");
        nic(
                fields,
                Field.text("""
                        CASE WHEN n.public_address IS NULL THEN NULL
                            WHEN EXISTS (SELECT 1 FROM elastic_association s WHERE s.interface = n.id) THEN n.account
                            ELSE 'amazon' END"""),
                "network-interface.association.ip-owner-id",
                "network-interface.addresses.association.ip-owner-id");
        nic(
                fields,
                Field.text("(SELECT s.allocation FROM elastic_association s WHERE s.interface = n.id)"),
                "network-interface.association.allocation-id",
                "network-interface.addresses.association.allocation-id");
        nic(
                fields,
                Field.text("(SELECT s.id FROM elastic_association s WHERE s.interface = n.id)"),
                "network-interface.association.association-id",
                "network-interface.addresses.association.association-id");
        nic(fields, Field.text(ATTACH_TIME), "network-interface.attachment.attach-time");
        nic(fields, Field.text("n.attachment_id"), "network-interface.attachment.attachment-id");
        nic(fields, Field.flag("n.delete_on_termination"), "network-interface.attachment.delete-on-termination");
        nic(fields, Field.constant("0"), "network-interface.attachment.device-index");
        nic(fields, Field.text("n.instance"), "network-interface.attachment.instance-id");
        nic(fields, Field.text("n.account"), "network-interface.attachment.instance-owner-id");
        nic(fields, Field.constant("attached"), "network-interface.attachment.status");
        nic(fields, Field.text("n.zone"), "network-interface.availability-zone");
        nic(fields, Field.text("n.account"), "network-interface.owner-id");
        nic(fields, Field.text("n.id"), "network-interface.network-interface-id");
        nic(fields, Field.text("n.mac"), "network-interface.mac-address");
        nic(fields, Field.text("n.description"), "network-interface.description");
        nic(fields, Field.constant("in-use"), "network-interface.status");
    }

    /** The name as {@link dev.origami.network} makes it of the address. */
    private static String privateDnsName(String region) {
        String domain = region.equals("us-east-1") ? ".ec2.internal" : "." + region + ".compute.internal";
        return "('ip-' || replace(n.private_address, '.', '-') || '" + domain + "')";
    }

    private static void attachment(Fields fields, String name, Field field) {
        fields.add(
                "block-device-mapping." + name,
                field.within("EXISTS (SELECT 1 FROM volume_attachment a WHERE a.instance_id = i.id AND %s)"));
    }

    private static void nic(Fields fields, Field field, String... names) {
        for (String name : names) {
            fields.add(name, field.within("EXISTS (SELECT 1 FROM network_interface n WHERE n.instance = i.id AND %s)"));
        }
    }

    private static void groups(Fields fields, Field field, String... names) {
        for (String name : names) {
            fields.add(name, field.within("""
                    EXISTS (SELECT 1 FROM network_interface n
                        CROSS JOIN network_interface_group m ON m.interface = n.id
                        CROSS JOIN security_group g ON g.id = m."group"
                        WHERE n.instance = i.id AND %s)"""));
        }
    }
}
