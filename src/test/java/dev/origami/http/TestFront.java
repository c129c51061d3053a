package dev.origami.http;

import dev.origami.account.AccessKey;
import dev.origami.account.Accounts;
import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.Reply;
import dev.origami.api.RequestContext;
import dev.origami.api.StsApi;
import dev.origami.auth.Gate;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.WireLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** A whole front door over a few small operations, each of which tells what reached it. */
final class TestFront implements AutoCloseable {
    static final String REGION = "eu-west-1";

    final Accounts accounts;
    final Front front;
    /** Lets in what is signed, whatever the front door does. */
    final Gate signed;

    final AtomicReference<CreateTagsRequest> lastTags = new AtomicReference<>();
    final AtomicReference<RequestContext> lastContext = new AtomicReference<>();
    /** Has a permit for each operation that has begun to wait. */
    final Semaphore waiting = new Semaphore(0);

    private final Database database;

    private TestFront(Path directory, boolean anyKey, InstantSource time, WireLimits limits) throws IOException {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        accounts = new Accounts(database, time);
        OperationTable table = new OperationTable();
        new StsApi().addTo(table);
        table.add(Operation.ec2(
                        "DescribeRegions", DescribeRegionsRequest::builder, (caller, request) -> describe(request))
                .honours("RegionName", "AllRegions"));
        table.add(Operation.ec2("CreateTags", CreateTagsRequest::builder, (caller, request) -> {
                    lastTags.set(request);
                    lastContext.set(RequestContext.current());
                    return CreateTagsResponse.builder().build();
                })
                .requires("ResourceId", "Tag"));
        table.add(Operation.ebsBlock(
                        "PutSnapshotBlock",
                        PutSnapshotBlockRequest::builder,
                        (caller, request, body) -> Reply.of(PutSnapshotBlockResponse.builder()
                                .checksum(request.checksum())
                                .checksumAlgorithm("SHA256")
                                .build()))
                .requires("SnapshotId", "BlockIndex", "DataLength", "Checksum", "ChecksumAlgorithm")
                .honours("Progress"));
        table.add(Operation.ebsBlock(
                        "GetSnapshotBlock",
                        GetSnapshotBlockRequest::builder,
                        (caller, request, body) -> new Reply<>(
                                GetSnapshotBlockResponse.builder()
                                        .dataLength(3)
                                        .checksum(request.blockToken())
                                        .build(),
                                SdkBytes.fromUtf8String("abc")))
                .requires("SnapshotId", "BlockIndex", "BlockToken"));
        Set<String> regions = Set.of(REGION, "us-east-1");
        var dispatcher = new dev.origami.protocol.Dispatcher(table, limits);
        signed = Gate.signed(accounts, region -> regions.contains(region.name()), time, limits, dispatcher);
        Gate gate = anyKey ? Gate.anyKey(accounts, region -> regions.contains(region.name()), dispatcher) : signed;
        front = Front.start("127.0.0.1", 0, gate, time, limits);
    }

    static TestFront signed(Path directory) throws IOException {
        return new TestFront(directory, false, InstantSource.system(), WireLimits.defaults());
    }

    static TestFront anyKey(Path directory, InstantSource time, WireLimits limits) throws IOException {
        return new TestFront(directory, true, time, limits);
    }

    static TestFront anyKey(Path directory) throws IOException {
        return new TestFront(directory, true, InstantSource.system(), WireLimits.defaults());
    }

    private DescribeRegionsResponse describe(DescribeRegionsRequest request) {
        if (request.regionNames().contains("wait")) {
            waiting.release();
            LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
        }
        if (request.regionNames().contains("refuse")) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "refused <&>");
        }
        if (request.regionNames().contains("fail")) {
            throw new IllegalStateException("asked to fail");
        }
        if (request.regionNames().contains("long")) {
            return DescribeRegionsResponse.builder()
                    .regions(Region.builder().endpoint("x".repeat(5000)).build())
                    .build();
        }
        return DescribeRegionsResponse.builder()
                .regions(request.regionNames().stream()
                        .map(name -> Region.builder().regionName(name).build())
                        .toList())
                .build();
    }

    AccessKey defaultKey() {
        return accounts.keyOf(accounts.defaultAccount().id());
    }

    int port() {
        return front.origin().getPort();
    }

    @Override
    public void close() {
        front.close();
        database.close();
    }
}
