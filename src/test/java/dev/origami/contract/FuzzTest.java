package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.api.Operation;
import dev.origami.api.RequestModel;
import dev.origami.api.Service;
import dev.origami.auth.Gate;
import dev.origami.command.WholeService;
import dev.origami.contract.Rows.Row;
import dev.origami.protocol.WireHeaders;
import dev.origami.protocol.WireReply;
import dev.origami.protocol.WireRequest;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Requests that were good until somebody tampered with them: each gets an answer or a refusal, never a fault of the
 * service, and none takes long. A request comes from its number alone, so what a failure names can be tried again.
 */
class FuzzTest {
    private static final int FEW = 3_000;
    private static final int MANY = 100_000;
    private static final int MOST_CHANGES = 4;

    /** Of the processor's time, since other work on the machine says nothing of ours. */
    private static final long SLOW_NANOS = 2_000_000_000L;

    /** What the host has no room for is no fault of the service (source section 12). */
    private static final String NO_ROOM = "InsufficientInstanceCapacity";

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "x",
            "0",
            "-1",
            "1",
            "65536",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "NaN",
            "true",
            "TRUE",
            "maybe",
            "null",
            "a".repeat(10_000),
            "*".repeat(200),
            "?*".repeat(100) + "\\",
            "%",
            "\\",
            "'; DROP TABLE image; --",
            "\u0000",
            "\u0007\u001b[2J",
            "\ud83d\ude00",
            "\ud83d",
            "\uffff\u202e",
            "<a>&amp;]]>",
            "ami-",
            "ami-0123456789abcdef0",
            "snap-0123456789abcdef0",
            "vol-ffffffff",
            "i-0123456789abcdef0",
            "222222222222",
            "all",
            "self",
            "amazon",
            "/dev/sda1",
            "/dev/../sda1",
            "2026-02-30T00:00:00Z",
            "2026-01-31T09:14:22.000Z",
            "+999999999-12-31T23:59:59Z",
            "eu-west-1",
            "eu-west-1a",
            "0.0.0.0/0",
            "::/129",
            "tag:x",
            "IyEvYmluL3NoCg==",
            "=====");

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;
    private static Gate gate;
    private static List<Row> rows;
    private static List<Operation<?, ?>> operations;
    private static final Map<String, String> MADE = new HashMap<>();

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        gate = service.gate();
        rows = HonouredMembersTest.all().stream()
                .flatMap(each -> each.rows().stream())
                .filter(row -> !row.request().isEmpty())
                .toList();
        operations = List.copyOf(service.table().of(Service.EC2));
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    @Test
    void fewRequests() {
        for (int number = 0; number < FEW; number++) {
            isAnswered(number);
        }
    }

    @Test
    @Tag("long")
    void manyRequests() {
        for (int number = FEW; number < MANY; number++) {
            isAnswered(number);
        }
    }

    private static void isAnswered(int number) {
        Random random = new Random(number);
        String form = form(random);
        String account = (random.nextBoolean() ? WholeService.ALICE : WholeService.BOB)
                .account()
                .value();
        WireRequest request = new WireRequest(
                "request-" + number,
                "POST",
                "/",
                "",
                WireHeaders.of(List.of(
                        Map.entry("Content-Type", "application/x-www-form-urlencoded"),
                        Map.entry(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + account
                                        + "/20260131/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=00"))),
                SdkBytes.fromUtf8String(form));
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        WireReply reply = gate.answer(request);
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
        String body = reply.body().asUtf8String();
        if (!body.contains(NO_ROOM)) {
            assertThat(reply.status())
                    .as("request %s: %s: %s", number, form, body)
                    .isLessThan(500);
        }
        assertThat(took).as("nanoseconds of request %s: %s", number, form).isLessThan(SLOW_NANOS);
    }

    private static String form(Random random) {
        Map<String, String> members = new LinkedHashMap<>();
        String operation;
        if (random.nextInt(4) == 0) {
            operation = operations.get(random.nextInt(operations.size())).name();
        } else {
            Row row = rows.get(random.nextInt(rows.size()));
            operation = row.operation();
            row.request().forEach((name, value) -> members.put(name, made(value)));
        }
        int changes = random.nextInt(MOST_CHANGES + 1);
        for (int i = 0; i < changes; i++) {
            change(random, operation, members);
        }
        List<String> form = new ArrayList<>(List.of("Action=" + operation, "Version=2016-11-15"));
        members.forEach((name, value) -> form.add(encoded(name) + "=" + encoded(value)));
        if (random.nextInt(50) == 0) {
            form.add(HOSTILE.get(random.nextInt(HOSTILE.size())));
        }
        return form.stream().collect(Collectors.joining("&"));
    }

    private static void change(Random random, String operation, Map<String, String> members) {
        List<String> names = new ArrayList<>(members.keySet());
        String hostile = HOSTILE.get(random.nextInt(HOSTILE.size()));
        int kind = names.isEmpty() ? 0 : random.nextInt(6);
        switch (kind) {
            case 0, 1 -> members.put(anyMember(random, operation), hostile);
            case 2 -> members.remove(names.get(random.nextInt(names.size())));
            case 3 -> {
                String name = names.get(random.nextInt(names.size()));
                members.put(name.replaceFirst("\\.1(?=\\.|$)", "." + random.nextInt(2_000)), hostile);
            }
            case 4 -> members.put(names.get(random.nextInt(names.size())) + "." + hostile, hostile);
            default -> members.put(names.get(random.nextInt(names.size())), hostile);
        }
    }

    /** A member that the operation has in EC2, honoured here or not; in each of its places an index or none. */
    private static String anyMember(Random random, String operation) {
        List<String> leaves = RequestModel.leaves(
                Service.EC2,
                service.table()
                        .find(Service.EC2, operation)
                        .orElseThrow()
                        .draft()
                        .members());
        String leaf = leaves.get(random.nextInt(leaves.size()));
        return random.nextBoolean() ? leaf + ".1" : random.nextBoolean() ? leaf.replace(".", ".1.") : leaf;
    }

    /** What stands for something is made once for each kind: what becomes of it belongs to the trial. */
    private static String made(String value) {
        String kind = Fixtures.kind(value);
        return kind == null ? value : MADE.computeIfAbsent(kind, fixtures::fresh);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
