package dev.origami.command.bench;

import dev.origami.block.ManifestId;
import dev.origami.database.Database;
import java.util.List;

/**
 * Fills a database with images, as many accounts' registrations, grants and tags would have left it: by statements that
 * make many rows each, since a million registrations would take an hour. Which image has what follows from its number,
 * so whoever asks knows what to ask for.
 */
final class FillTable {
    /** Accounts have about as many images each; the first has a twentieth of all besides. */
    static final int ACCOUNTS = 10_000;

    static final String REGION = "us-east-1";

    private static final int AT_ONCE = 100_000;
    private static final long FIRST_ACCOUNT = 200_000_000_000L;

    /** Scatters numbers over 32 bits, each to another; ids come in no order. */
    private static final String SCATTERED = "((n * 2654435761) % 4294967296)";

    private static final String OWNER = "(" + FIRST_ACCOUNT + " + CASE WHEN n % 20 = 7 THEN 0 ELSE " + SCATTERED
            + " / 4096 % " + ACCOUNTS + " END)";
    private static final String ID = "printf('ami-0%08x%08x', " + SCATTERED + ", n)";
    private static final String SNAPSHOT = "printf('snap-0%08x%08x', " + SCATTERED + ", n)";

    /** One in ten is public; two accounts each have a permission for every fifth. */
    private static final String PUBLIC = "n % 10 = 4";

    private static final List<String> STATEMENTS = List.of("""
            INSERT INTO image (number, id, owner, region, name, description, state, state_code, state_message,
                creation_date, architecture, virtualization, root_device_name, ena_support, source_image,
                source_region, is_public, deprecation_time)
            SELECT n, %1$s, %2$s, '%3$s',
                CASE %4$s / 1024 %% 8 WHEN 0 THEN 'web' WHEN 1 THEN 'db' WHEN 2 THEN 'cache' WHEN 3 THEN 'worker'
                    WHEN 4 THEN 'api' WHEN 5 THEN 'build' WHEN 6 THEN 'base' ELSE 'gpu' END
                    || '-server/' || CASE %4$s / 8192 %% 2 WHEN 0 THEN 'noble' ELSE 'jammy' END
                    || '-' || (20250000 + %4$s / 16384 %% 400) || '-build-' || n,
                'Image ' || n || ' of its family',
                CASE WHEN n %% 501 = 0 AND NOT %5$s THEN 'failed' ELSE 'available' END,
                CASE WHEN n %% 501 = 0 AND NOT %5$s THEN 'Server.InternalError' END,
                CASE WHEN n %% 501 = 0 AND NOT %5$s THEN 'its snapshot could not be stored' END,
                1700000000000 + n * 60000,
                CASE %4$s / 65536 %% 3 WHEN 0 THEN 'arm64' ELSE 'x86_64' END,
                CASE %4$s / 65536 %% 50 WHEN 7 THEN 'paravirtual' ELSE 'hvm' END,
                CASE %4$s / 131072 %% 2 WHEN 0 THEN '/dev/xvda' ELSE '/dev/sda1' END,
                1,
                CASE WHEN n %% 3 = 0 THEN printf('ami-0%%08x%%08x', (n / 50 * 50 + 1) * 2654435761 %% 4294967296, n / 50 * 50 + 1) END,
                CASE WHEN n %% 3 = 0 THEN '%3$s' END,
                %5$s,
                CASE WHEN %4$s / 2048 %% 2 = 0 AND %5$s THEN 1700000000000 + n * 60000 WHEN %5$s THEN 4000000000000 END
            FROM numbers""", """
            INSERT INTO image_name_trigram (rowid, name) SELECT number, name FROM image WHERE number IN numbers""", """
            INSERT INTO image_block_device (image_id, position, device, kind, snapshot_id, size_gib, type,
                delete_on_termination)
            SELECT %1$s, 0, '/dev/xvda', 'ebs', %6$s, 8 + n %% 4 * 8, CASE n %% 3 WHEN 0 THEN 'gp2' ELSE 'gp3' END, 1
            FROM numbers""", """
            INSERT INTO snapshot (id, owner, region, volume_id, size_gib, state, progress, start_time, completion_time,
                description, manifest, full_size_bytes, number)
            SELECT %6$s, %2$s, '%3$s', NULL, 8 + n %% 4 * 8, 'completed', 100, 1700000000000 + n * 60000,
                1700000000000 + n * 60000, 'Of image ' || n, '%7$s', 1073741824, n
            FROM numbers""", """
            INSERT INTO image_launch_permission (image_id, grantee, region, number)
            SELECT %1$s, 'all', '%3$s', n FROM numbers WHERE %5$s
            UNION SELECT %1$s, CAST(200000000000 + %4$s / 7 %% 10000 AS TEXT), '%3$s', n FROM numbers WHERE n %% 5 = 2
            UNION SELECT %1$s, CAST(200000000000 + %4$s / 11 %% 10000 AS TEXT), '%3$s', n FROM numbers
                WHERE n %% 5 = 2""", """
            INSERT INTO tag (resource_id, key, value, resource_type, account, region)
            SELECT %1$s, 'Environment', CASE n %% 3 WHEN 0 THEN 'prod' WHEN 1 THEN 'test' ELSE 'dev' END, 'image', %2$s,
                '%3$s' FROM numbers
            UNION ALL SELECT %1$s, 'Build', CAST(n AS TEXT), 'image', %2$s, '%3$s' FROM numbers""");

    private FillTable() {}

    /**
     * Records the accounts, and images numbered from 1 on with all that belongs to them; in a database that has none.
     *
     * @param blocks what all of the snapshots hold
     */
    static void fill(Database database, int images, ManifestId blocks) {
        database.writing(transaction -> transaction.sql().execute("""
                        WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ?)
                        INSERT INTO account (id, name, created_at)
                        SELECT CAST(? + n AS TEXT), CAST(? + n AS TEXT), '2025-01-01T00:00:00Z' FROM counted""", ACCOUNTS, FIRST_ACCOUNT, FIRST_ACCOUNT));
        for (int from = 1; from <= images; from += AT_ONCE) {
            int first = from;
            int last = Math.min(images, from + AT_ONCE - 1);
            database.writing(transaction -> {
                transaction.sql().execute("CREATE TEMP TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY KEY)");
                transaction.sql().execute("DELETE FROM numbers");
                transaction.sql().execute("""
                                WITH RECURSIVE counted (n) AS (
                                    SELECT ? UNION ALL SELECT n + 1 FROM counted WHERE n < ?)
                                INSERT INTO numbers SELECT n FROM counted""", first, last);
                for (String statement : STATEMENTS) {
                    transaction
                            .sql()
                            .execute(statement.formatted(
                                    ID,
                                    "CAST(" + OWNER + " AS TEXT)",
                                    REGION,
                                    SCATTERED,
                                    "(" + PUBLIC + ")",
                                    SNAPSHOT,
                                    blocks.hex()));
                }
            });
        }
    }

    /** The account of that number, from 0 on. */
    static String account(int number) {
        return Long.toString(FIRST_ACCOUNT + number % ACCOUNTS);
    }

    /** The id of the image of that number. */
    static String id(long number) {
        return "ami-0%08x%08x".formatted(scattered(number), number);
    }

    /** The snapshot of the image of that number. */
    static String snapshot(long number) {
        return "snap-0%08x%08x".formatted(scattered(number), number);
    }

    /** The account that owns the image of that number. */
    static String owner(long number) {
        return account(number % 20 == 7 ? 0 : (int) (scattered(number) / 4096 % ACCOUNTS));
    }

    private static long scattered(long number) {
        return number * 2_654_435_761L % (1L << 32);
    }
}
