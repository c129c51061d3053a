package dev.origami.image;

import dev.origami.account.Provider;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.tag.TagFields;
import dev.origami.text.TextMatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The filters of DescribeImages (source section 4.5), in SQL over {@code image i}. */
final class ImageFields {
    /** Images of which a disk has lost something. */
    private static final String DAMAGED = """
            (EXISTS (SELECT 1 FROM damage) AND i.id IN (
                SELECT d.image_id FROM damage CROSS JOIN snapshot s ON s.manifest = damage.manifest
                CROSS JOIN image_block_device d ON d.snapshot_id = s.id))""";

    private static final Condition MACHINE = Condition.of("substr(i.id, 1, 3) = 'ami'");

    private final ImageVisibility visibility;
    private final Fields fields = new Fields();

    private ImageFields(ImageVisibility visibility) {
        this.visibility = visibility;
    }

    static Fields of(ImageVisibility visibility, AllowedImages allowed, Instant now) {
        ImageFields image = new ImageFields(visibility);
        image.addPlain();
        image.addMappings();
        image.addOwners();
        image.addSystem();
        TagFields.addTo(image.fields, visibility.caller(), "i.id");
        image.fields.add(
                "image-allowed",
                allowed.state() == AllowedImages.State.DISABLED
                        ? Field.constant(null)
                        : met(visibility.allowed(allowed, now)));
        return image.fields;
    }

    private void addPlain() {
        fields.add("image-id", Field.text("i.id"))
                .add("name", Field.text("i.name"))
                .add("description", Field.text("i.description"))
                .add("state", ImageFields::state)
                .add("owner-id", Field.text("i.owner"))
                .add("owner-alias", Field.constant(Provider.ALIAS).only(ofProvider()))
                .add("creation-date", Field.time("i.creation_date"))
                .add(
                        "manifest-location",
                        Field.text("(CASE WHEN i.owner = '" + Provider.ACCOUNT
                                + "' AND substr(i.id, 1, 3) = 'aki' THEN '"
                                + Image.KERNELS_AT + "' || i.name || '" + Image.MANIFEST + "' ELSE CASE i.owner WHEN '"
                                + Provider.ACCOUNT + "' THEN '" + Provider.ALIAS
                                + "' ELSE i.owner END || '/' || i.name END)"))
                .add("is-public", Field.flag("i.is_public"))
                .add(
                        "image-type",
                        Field.text("(CASE substr(i.id, 1, 3) WHEN 'aki' THEN 'kernel' WHEN 'ari' THEN 'ramdisk'"
                                + " ELSE 'machine' END)"))
                .add("hypervisor", Field.constant("xen"))
                .add(
                        "root-device-type",
                        Field.constant("ebs")
                                .only(MACHINE)
                                .or(Field.constant("instance-store").only(MACHINE.not())))
                .add("root-device-name", Field.text("i.root_device_name").only(MACHINE))
                .add("architecture", Field.text("i.architecture"))
                .add("virtualization-type", Field.text("i.virtualization"))
                .add("kernel-id", Field.text("i.kernel"))
                .add("ramdisk-id", Field.text("i.ramdisk"))
                .add("sriov-net-support", Field.text("i.sriov_net_support"))
                .add("ena-support", Field.flag("i.ena_support"))
                .none("platform", "product-code", "product-code.type", "free-tier-eligible");
    }

    private void addMappings() {
        mapping("device-name", Field.text("d.device"));
        mapping("snapshot-id", Field.text("d.snapshot_id"));
        mapping("volume-size", Field.number("d.size_gib"));
        mapping("volume-type", Field.text("d.type"));
        mapping("delete-on-termination", Field.flag("d.delete_on_termination"));
        mapping("encrypted", Field.flag("d.encrypted").only(Condition.of("d.kind = 'ebs'")));
    }

    private void mapping(String name, Field field) {
        fields.add(
                "block-device-mapping." + name,
                field.within("EXISTS (SELECT 1 FROM image_block_device d WHERE d.image_id = i.id AND %s)")
                        .only(MACHINE));
    }

    /** The operating system, of which EC2 has no filters: these are Origami's own. */
    private void addSystem() {
        system("id", Field.text("o.system_id"));
        system("name", Field.text("o.name"));
        system("version", Field.text("o.version"));
    }

    private void system(String name, Field field) {
        fields.add(
                "origami:os-" + name,
                field.within("EXISTS (SELECT 1 FROM image_system o WHERE o.image_id = i.id AND %s)"));
    }

    /** What others are not shown, they do not find anything by either. */
    private void addOwners() {
        Condition own = visibility.owned();
        Condition failed = own.and(Condition.of("i.state = 'failed'"));
        Condition damaged = Condition.of("i.state = 'available' AND " + DAMAGED);
        fields.add(
                        "state-reason-code",
                        Field.text("i.state_code")
                                .only(failed)
                                .or(Field.constant(ImageState.Damaged.CODE).only(damaged)))
                .add(
                        "state-reason-message",
                        Field.text("i.state_message")
                                .only(failed)
                                .or(Field.text("(" + ImageTable.DAMAGE + ")").only(damaged)))
                .add("source-image-id", Field.text("i.source_image").only(own))
                .add("source-image-region", Field.text("i.source_region").only(own))
                .add("source-instance-id", Field.text("i.source_instance").only(own));
    }

    /** The state in the row, and that one is damaged follows from its snapshots. */
    private static Condition state(TextMatch match) {
        List<Condition> any = new ArrayList<>();
        any.add(Field.text("i.state").where(match).and(Condition.of("i.state <> 'available'")));
        boolean sound = match.matches(new ImageState.Available().wire());
        boolean damaged = match.matches(new ImageState.Damaged("").wire());
        if (sound || damaged) {
            Condition which = sound && damaged ? Condition.ALWAYS : Condition.of((sound ? "NOT " : "") + DAMAGED);
            any.add(Condition.of("i.state = 'available'").and(which));
        }
        return Condition.any(any);
    }

    private static Condition ofProvider() {
        return Condition.of("i.owner = ?", Provider.ACCOUNT.value());
    }

    private static Field met(Condition condition) {
        return match -> {
            boolean met = match.matches("true");
            boolean unmet = match.matches("false");
            return met && unmet ? Condition.ALWAYS : met ? condition : unmet ? condition.not() : Condition.NEVER;
        };
    }
}
