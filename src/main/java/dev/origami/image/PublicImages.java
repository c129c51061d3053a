package dev.origami.image;

import dev.origami.account.Provider;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The newest images that the service's own account has for everybody, under names that stay: those that Debian's own
 * images have on EC2 (source section 10.6).
 */
public final class PublicImages {
    /** How their names begin; the architecture follows, in Debian's word. */
    public static final String DEBIAN = "/aws/service/debian/release/12/latest/";

    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "x86_64", "arm64", "arm64");
    private static final String OF_DEBIAN = """
            FROM image WHERE owner = :owner AND region = :region AND architecture = :architecture
                AND name LIKE 'debian-12-%' AND description = 'Debian 12'
            """;

    private PublicImages() {}

    /**
     * An image under its name.
     *
     * @param version how many there were under the name, this one included
     * @param since when it was made
     */
    public record Named(String name, ImageId image, long version, Instant since) {}

    /** The image of that name; empty when there is none, or no such name. */
    public static Optional<Named> find(Handle sql, Region region, String name) {
        if (!name.startsWith(DEBIAN)) {
            return Optional.empty();
        }
        String architecture = ARCHITECTURES.get(name.substring(DEBIAN.length()));
        if (architecture == null) {
            return Optional.empty();
        }
        return sql.createQuery("""
                        SELECT id, creation_date, (SELECT count(*) %1$s AND state <> 'failed') AS versions
                        %1$s AND state = 'available' AND is_public = 1
                        ORDER BY creation_date DESC, id DESC LIMIT 1
                        """.formatted(OF_DEBIAN))
                .bind("owner", Provider.ACCOUNT.value())
                .bind("region", region.name())
                .bind("architecture", architecture)
                .map((row, _) -> named(name, row))
                .findOne();
    }

    /** All that there are in a region, by name. */
    public static List<Named> all(Handle sql, Region region) {
        return ARCHITECTURES.keySet().stream()
                .sorted()
                .flatMap(architecture -> find(sql, region, DEBIAN + architecture).stream())
                .toList();
    }

    private static Named named(String name, ResultSet row) throws SQLException {
        return new Named(
                name,
                new ImageId(row.getString("id")),
                row.getLong("versions"),
                Instant.ofEpochMilli(row.getLong("creation_date")));
    }
}
