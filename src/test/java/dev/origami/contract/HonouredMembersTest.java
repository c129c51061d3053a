package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.api.Operation;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import dev.origami.command.WholeService;
import dev.origami.contract.Rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What an operation says that it honours, it honours: two values of the member do not give the same. */
class HonouredMembersTest {
    /** Honoured by every operation in one place, each with a test of its own. */
    private static final Set<String> ELSEWHERE =
            Set.of("DryRun", "Filter.Name", "Filter.Value", "MaxResults", "NextToken");

    /** Services whose pages are tested here, with the rest of their members. */
    private static final Set<Service> IN_PLACE = Set.of(Service.EBS, Service.RBIN, Service.SSM);

    /** What EC2 takes and does nothing with, either. */
    private static final Map<String, String> OF_NO_EFFECT = Map.of(
            "CopySnapshot PresignedUrl", "it says again what the other members say",
            "PutSnapshotBlock Progress", "it tells how far the client is",
            "RevokeSecurityGroupIngress IpPermissions.IpRanges.Description", "a rule is found by the rest of it",
            "RevokeSecurityGroupIngress IpPermissions.Ipv6Ranges.Description", "a rule is found by the rest of it",
            "RevokeSecurityGroupIngress IpPermissions.Groups.Description", "a rule is found by the rest of it",
            "RevokeSecurityGroupEgress IpPermissions.IpRanges.Description", "a rule is found by the rest of it",
            "RevokeSecurityGroupEgress IpPermissions.Ipv6Ranges.Description", "a rule is found by the rest of it",
            "RevokeSecurityGroupEgress IpPermissions.Groups.Description", "a rule is found by the rest of it");

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        String _ = fixtures.fresh("deprecated-image");
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    static List<Rows> all() {
        return Stream.of(
                        ImageRows.all(),
                        ImageLifeRows.all(),
                        VolumeRows.all(),
                        ServerRows.all(),
                        TemplateRows.all(),
                        PlaceRows.all(),
                        NetworkRows.all(),
                        BlockRows.all(),
                        RetentionRuleRows.all(),
                        KmsRows.all(),
                        KmsUseRows.all(),
                        SsmRows.all())
                .flatMap(List::stream)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> twoValuesGiveTwoOutcomes() {
        return all().stream()
                .flatMap(rows -> IntStream.range(0, rows.rows().size())
                        .mapToObj(i -> test(rows.rows().get(i), i == 0)));
    }

    private static DynamicTest test(Row row, boolean first) {
        return DynamicTest.dynamicTest(row.operation() + " " + row.member(), () -> {
            String one = row.one().apply(fixtures);
            assertThat(row.other().apply(fixtures)).isNotEqualTo(one);
            if (first) {
                assertThat(row.one().apply(fixtures)).as("the same once more").isEqualTo(one);
            }
        });
    }

    @Test
    void everyHonouredMemberHasItsTwoValues() {
        Set<String> tested = all().stream()
                .flatMap(rows -> rows.rows().stream())
                .map(row -> row.operation() + " " + row.path())
                .collect(Collectors.toSet());
        Set<String> honoured = new TreeSet<>();
        for (Service offered : Service.values()) {
            for (Operation<?, ?> operation : service.table().of(offered)) {
                RequestModel.leaves(offered, operation.draft().members()).stream()
                        .filter(operation::isHonoured)
                        .filter(path -> IN_PLACE.contains(offered) || !ELSEWHERE.contains(path))
                        .map(path -> operation.name() + " " + path)
                        .forEach(honoured::add);
            }
        }
        assertThat(honoured).containsAll(OF_NO_EFFECT.keySet());
        honoured.removeAll(OF_NO_EFFECT.keySet());
        Set<String> untested = new TreeSet<>(honoured);
        untested.removeAll(tested);
        assertThat(untested).as("honoured, and not tested").isEmpty();
        assertThat(honoured).as("tested, and not honoured").containsAll(tested);
    }
}
