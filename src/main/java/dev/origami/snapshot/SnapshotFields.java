package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.tag.TagFields;

/** The filters of DescribeSnapshots (source appendix B), in SQL over {@code snapshot s}. */
final class SnapshotFields {
    private static final String PROGRESS =
            "CASE s.state WHEN 'pending' THEN s.progress || '%' WHEN 'completed' THEN '100%' END";

    /** The state in the row, and that one is damaged follows from its disk. */
    private static final String STATUS = """
            CASE WHEN s.manifest IN (SELECT damage.manifest FROM damage) THEN 'error' ELSE s.state END""";

    private SnapshotFields() {}

    static Fields of(Caller caller) {
        Fields fields = new Fields()
                .add("description", Field.text("s.description"))
                .add("encrypted", Field.flag("(s.lineage IS NOT NULL)"))
                .add("owner-alias", Field.constant(Provider.ALIAS).only(ofProvider()))
                .add("owner-id", Field.text("s.owner"))
                .add("progress", Field.text("(" + PROGRESS + ")"))
                .add("snapshot-id", Field.text("s.id"))
                .add("start-time", Field.time("s.start_time"))
                .add("status", Field.text("(" + STATUS + ")"))
                .add("storage-tier", Field.constant("standard"))
                .none("transfer-type")
                .add("volume-id", Field.text("coalesce(s.volume_id, '" + Snapshot.NO_VOLUME + "')"))
                .add("volume-size", Field.number("s.size_gib"));
        TagFields.addTo(fields, caller, "s.id");
        return fields;
    }

    private static Condition ofProvider() {
        return Condition.of("s.owner = ?", Provider.ACCOUNT.value());
    }
}
