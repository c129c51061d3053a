package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.contract.CatalogueDoor.Refusal;
import dev.origami.contract.CatalogueRow.Seen;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every refusal that these services know, brought about through the front door, and what the client then reads: code,
 * status, reason and what the message names (source sections 2.4, 2.6, 12).
 */
class ErrorCatalogueTest {
    /** Codes that no request to a sound server brings about, or none yet, with where they are proved or why they are there. */
    private static final Map<String, Set<ErrorCode>> NOT_HERE = Map.of(
            "nobody has less than all rights of the own account",
            Set.of(ErrorCode.UNAUTHORIZED_OPERATION, ErrorCode.BLOCKED, ErrorCode.PENDING_VERIFICATION),
            "there is no market yet",
            Set.of(ErrorCode.OPT_IN_REQUIRED),
            "no bundles and no imports of disks yet",
            Set.of(ErrorCode.INVALID_MANIFEST, ErrorCode.INVALID_FORMAT, ErrorCode.DISK_IMAGE_SIZE_TOO_LARGE),
            "no quota of this kind yet",
            Set.of(
                    ErrorCode.SNAPSHOT_CREATION_PER_VOLUME_RATE_EXCEEDED,
                    ErrorCode.CONCURRENT_SNAPSHOT_LIMIT_EXCEEDED,
                    ErrorCode.PENDING_SNAPSHOT_LIMIT_EXCEEDED,
                    ErrorCode.SNAPSHOT_LIMIT_EXCEEDED,
                    ErrorCode.VOLUME_LIMIT_EXCEEDED,
                    ErrorCode.VCPU_LIMIT_EXCEEDED,
                    ErrorCode.CONCURRENT_CREATE_IMAGE_NO_REBOOT_LIMIT_EXCEEDED,
                    ErrorCode.EBS_SERVICE_QUOTA_EXCEEDED,
                    ErrorCode.EBS_CONCURRENT_LIMIT_EXCEEDED,
                    ErrorCode.REQUEST_LIMIT_EXCEEDED,
                    ErrorCode.EBS_REQUEST_THROTTLED,
                    ErrorCode.KMS_THROTTLING),
            "no encrypted volumes yet",
            Set.of(ErrorCode.INVALID_PARAMETER_DEPENDENCY, ErrorCode.INVALID_KMS_KEY_NOT_FOUND),
            "EC2 has another word for it where this could be said",
            Set.of(
                    ErrorCode.VALIDATION_ERROR,
                    ErrorCode.INVALID_FILTER,
                    ErrorCode.INVALID_PAGINATION_TOKEN,
                    ErrorCode.INVALID_GROUP_IN_USE,
                    ErrorCode.INVALID_SECURITY_GROUP_ID_NOT_FOUND,
                    ErrorCode.INVALID_PERMISSION_MALFORMED,
                    ErrorCode.INVALID_TAG_KEY_MALFORMED,
                    ErrorCode.UNAVAILABLE,
                    ErrorCode.EXPIRED_TOKEN,
                    ErrorCode.EBS_UNRELATED_SNAPSHOTS,
                    ErrorCode.EBS_INVALID_DEPENDENCY_REQUEST,
                    ErrorCode.EBS_WRITE_REQUEST_TIMEOUT,
                    ErrorCode.KMS_INVALID_GRANT_ID),
            "no operation takes the id of a reservation",
            Set.of(ErrorCode.INVALID_RESERVATION_ID_MALFORMED),
            "two writers of one block at once",
            Set.of(ErrorCode.EBS_CONFLICTING_BLOCK_UPDATE),
            "the server's own faults: FrontTest, DamagedBlockTest",
            Set.of(ErrorCode.INTERNAL_ERROR, ErrorCode.EBS_INTERNAL_SERVER, ErrorCode.KMS_INTERNAL),
            "clients that are too slow or too many: SlowClientsTest",
            Set.of(ErrorCode.REQUEST_TIMEOUT, ErrorCode.SERVICE_UNAVAILABLE));

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static dev.origami.command.WholeService service;
    private static Fixtures fixtures;
    private static CatalogueDoor door;

    @BeforeAll
    static void open() throws Exception {
        service = new dev.origami.command.WholeService(directory);
        fixtures = new Fixtures(service);
        door = new CatalogueDoor(service);
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
        service.close();
    }

    private static Stream<CatalogueRow> rows() {
        return Stream.of(CatalogueOfEc2.rows(), CatalogueOfOthers.rows(), CatalogueOfWire.rows())
                .flatMap(List::stream);
    }

    @TestFactory
    Stream<DynamicTest> isAnswered() {
        return rows().map(row -> DynamicTest.dynamicTest(row.expected().code() + ": " + row.name(), () -> {
            Seen seen = row.cause().provoke(door, fixtures);
            service.settle();
            Refusal got = seen.refusal();
            Refusal expected = row.expected();
            assertThat(got.code()).as(got.toString()).isEqualTo(expected.code());
            assertThat(got.status()).isEqualTo(expected.status());
            assertThat(got.reason()).isEqualTo(expected.reason());
            String message = expected.message();
            for (var member : seen.given().entrySet()) {
                message = message.replace("$" + member.getKey(), member.getValue());
            }
            assertThat(got.message()).contains(message);
        }));
    }

    @Test
    void everyCodeIsThere() {
        Set<ErrorCode> provoked =
                rows().map(CatalogueRow::code).collect(Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class)));
        Set<ErrorCode> notHere = NOT_HERE.values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class)));
        assertThat(provoked).as("both provoked and said not to be").doesNotContainAnyElementsOf(notHere);
        Set<ErrorCode> unproved = EnumSet.copyOf(Arrays.asList(ErrorCode.values()));
        unproved.removeAll(provoked);
        unproved.removeAll(notHere);
        assertThat(unproved).as("codes that no row provokes").isEmpty();
    }
}
