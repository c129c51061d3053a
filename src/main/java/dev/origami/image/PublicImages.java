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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The newest images that the service's own account has for everybody, under names that stay: those that Debian's own
 * images have on EC2 (source section 10.6).
 */
public final class PublicImages {
    /** The number of the release and the architecture, in Debian's word. */
    private static final Pattern NAME = Pattern.compile("/aws/service/debian/release/(12|13)/latest/(amd64|arm64)");

    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "x86_64", "arm64", "arm64");
    private static final String OF_DEBIAN = """
            FROM image WHERE owner = :owner AND region = :region AND architecture = :architecture
                AND name LIKE 'debian-' || :release || '-%' AND description = 'Debian ' || :release
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
        Matcher asked = NAME.matcher(name);
        if (!asked.matches()) {
            return Optional.empty();
        }
        return sql.createQuery("""
                        SELECT id, creation_date, (SELECT count(*) %1$s AND state <> 'failed') AS versions
                        %1$s AND state = 'available' AND is_public = 1
                        ORDER BY creation_date DESC, id DESC LIMIT 1
                        """.formatted(OF_DEBIAN))
                .bind("owner", Provider.ACCOUNT.value())
                .bind("region", region.name())
                .bind("release", asked.group(1))
                .bind("architecture", ARCHITECTURES.get(asked.group(2)))
                .map((row, _) -> named(name, row))
                .findOne();
    }

    /** All that there are in a region, by name. */
    public static List<Named> all(Handle sql, Region region) {
        return Stream.of("12", "13")
                .flatMap(release -> ARCHITECTURES.keySet().stream()
                        .sorted()
                        .map(architecture -> "/aws/service/debian/release/" + release + "/latest/" + architecture))
                .flatMap(name -> find(sql, region, name).stream())
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
