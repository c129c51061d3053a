package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.AccessKey;
import dev.origami.account.Caller;
import dev.origami.api.Operation;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import dev.origami.auth.Gate;
import dev.origami.auth.SignedRequests;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Made from the table of operations: at each of them, who has no good signature is refused, and a dry run says what the
 * request would have come to, of what the caller may do and of what it may not. The ids of others are
 * {@link IdFaultsTest}'s, pages {@link PagingTest}'s.
 */
class EnforcementTest {
    private static final AccessKey KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", WholeService.ALICE.account(), "se/cret+");
    private static final String VERSION = "2016-11-15";

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;
    private static Gate gate;

    /** Where Alice has deleted her default network. */
    private static final Caller WITHOUT_NETWORK =
            new Caller(WholeService.ALICE.account(), new Region("sa-east-1"), "ec2");

    /** Of each operation, a request that is good: at first of those that want one of several members. */
    private static final Map<String, Map<String, String>> GOOD = new TreeMap<>(Map.of(
            "DeleteKeyPair", Map.of("KeyName", "{keyname}"),
            "DeleteSecurityGroup", Map.of("GroupId", "{group}"),
            "ModifyImageAttribute", Map.of("ImageId", "{image}", "Description.Value", "x")));

    /** Of what never succeeds here, the code that a request gets which is as good as one can be. */
    private static final Map<String, String> NEVER = Map.of(
            "EnableFastLaunch",
            "InvalidParameterValue",
            "DisableFastLaunch",
            "InvalidParameterValue",
            "DetachNetworkInterface",
            "InvalidAttachmentID.NotFound");

    /** Who asks it, where it is not Alice where she usually is. */
    private static final Map<String, Caller> ASKING = new TreeMap<>();

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        gate = service.gate(id -> id.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty());
        HonouredMembersTest.all().forEach(rows -> {
            if (GOOD.putIfAbsent(rows.operation(), rows.base()) == null) {
                ASKING.put(rows.operation(), rows.caller());
            }
        });
        fixtures.deleteDefaultNetwork(WITHOUT_NETWORK);
        ASKING.put("CreateDefaultVpc", WITHOUT_NETWORK);
        for (Operation<?, ?> operation : service.table().of(Service.EC2)) {
            if (operation.required().isEmpty()) {
                GOOD.putIfAbsent(operation.name(), Map.of());
            }
        }
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    @Test
    void everyOperationHasAGoodRequest() {
        assertThat(GOOD.keySet())
                .containsAll(service.table().of(Service.EC2).stream()
                        .map(Operation::name)
                        .toList());
    }

    private static Stream<DynamicTest> each(java.util.function.Consumer<String> test) {
        return service.table().of(Service.EC2).stream()
                .map(Operation::name)
                .map(name -> DynamicTest.dynamicTest(name, () -> test.accept(name)));
    }

    /** Those that EC2 has a dry run of. */
    private static Stream<DynamicTest> eachDry(java.util.function.Consumer<String> test) {
        return service.table().of(Service.EC2).stream()
                .filter(operation -> RequestModel.leaves(
                                Service.EC2, operation.draft().members())
                        .stream()
                        .anyMatch("DryRun"::equals))
                .map(Operation::name)
                .map(name -> DynamicTest.dynamicTest(name, () -> test.accept(name)));
    }

    @TestFactory
    Stream<DynamicTest> nobodyGetsInWithoutAGoodSignature() {
        return each(operation -> {
            WireRequest signed = signed(operation, KEY);
            String letIn = gate.answer(signed).body().asUtf8String();
            assertThat(letIn).doesNotContain("AuthFailure", "MissingAuthenticationToken");
            refuses(SignedRequests.withHeader(signed, "authorization", null), 403, "MissingAuthenticationToken");
            refuses(signed(operation, new AccessKey("AKIAUNKNOWN", KEY.account(), KEY.secret())), 401, "AuthFailure");
            refuses(signed(operation, new AccessKey(KEY.id(), KEY.account(), "other")), 401, "AuthFailure");
        });
    }

    /** A dry run: the door is what is tried, so nothing is to change. */
    private static WireRequest signed(String operation, AccessKey key) {
        return new SignedRequests(key, service.now())
                .action(operation, VERSION + "&DryRun=true")
                .signed();
    }

    private static void refuses(WireRequest request, int status, String code) {
        WireReply reply = gate.answer(request);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().asUtf8String()).contains("<Code>" + code + "</Code>");
    }

    @TestFactory
    Stream<DynamicTest> aDryRunOfWhatIsAllowedSaysSo() {
        return eachDry(operation -> {
            Map<String, String> given = fixtures.made(GOOD.get(operation));
            Caller asking = ASKING.getOrDefault(operation, WholeService.ALICE);
            assertThat(code(asking, operation, dry(given)))
                    .isEqualTo(NEVER.getOrDefault(operation, ErrorCode.DRY_RUN_OPERATION.wire()));
            assertThat(code(asking, operation, given))
                    .as("and it was none that changed anything")
                    .isEqualTo(NEVER.getOrDefault(operation, ""));
        });
    }

    /** What belongs to Alice, tried by Bob. */
    @TestFactory
    Stream<DynamicTest> aDryRunOfWhatIsRefusedIsRefusedAlike() {
        return eachDry(operation -> {
            Map<String, String> given = fixtures.made(GOOD.get(operation));
            String dry = code(WholeService.BOB, operation, dry(given));
            String real = code(WholeService.BOB, operation, given);
            assertThat(dry).isEqualTo(real.isEmpty() ? ErrorCode.DRY_RUN_OPERATION.wire() : real);
        });
    }

    private static Map<String, String> dry(Map<String, String> given) {
        Map<String, String> dry = new LinkedHashMap<>(given);
        dry.put("DryRun", "true");
        return dry;
    }

    /** The code of the refusal; empty when there is none. */
    private static String code(Caller caller, String operation, Map<String, String> given) {
        try {
            var _ = fixtures.ask(caller, operation, given);
            service.settle();
            return "";
        } catch (ApiException refusal) {
            return refusal.code().wire();
        }
    }
}
