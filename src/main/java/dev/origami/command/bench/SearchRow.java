package dev.origami.command.bench;

import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.Stored;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.BlockLimits;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.ToolLimits;
import dev.origami.database.Database;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** DescribeImages among very many images, as a client sees it, and what the service holds then. */
final class SearchRow implements Row {
    private static final double MIB = 1 << 20;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int REQUESTS = 100;
    private static final int P99 = REQUESTS - 2;

    /** Rows come in no order of their ids, so most of the indexes is to be in memory. */
    private static final DatabaseLimits FILLING = new DatabaseLimits(1, 1 << 20, Duration.ofSeconds(10));

    private final int images;

    SearchRow(int images) {
        this.images = images;
    }

    @Override
    public String name() {
        return "search";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path data = Files.createDirectories(disk.directory().resolve("search"));
        // The service makes the schema and what else it keeps.
        OwnService.start(data).close();
        long begin = System.nanoTime();
        try (BlockStore store = LocalBlockStore.open(data.resolve("blocks"), BlockLimits.defaults(), BlockKeys.NONE);
                DiskTools tools = new DiskTools(disk.directory().resolve("tools"), ToolLimits.defaults());
                Stored blocks = StoreRow.storeDisk(store, tools, disk);
                Database database = Database.open(data.resolve("origami.db"), FILLING)) {
            FillTable.fill(database, images, blocks.id());
        }
        double filled = (System.nanoTime() - begin) / 1e9;
        List<Comparison> rows = new ArrayList<>();
        try (OwnService service = OwnService.start(data);
                HttpClient http = HttpClient.newHttpClient()) {
            Client client = new Client(http, URI.create(service.url()));
            int _ = client.ask(new SearchQuery.Asked(FillTable.account(1), List.of("MaxResults", "1")));
            double atRest = service.residentBytes() / MIB;
            for (SearchQuery query : SearchQuery.all(images)) {
                rows.add(measure(client, query, runs));
            }
            double after = service.residentBytes() / MIB;
            rows.add(new Comparison(
                    "search",
                    "memory with " + images + " images, at rest",
                    "MiB",
                    Figures.of(List.of(atRest)),
                    null,
                    null,
                    String.format(
                            Locale.ROOT,
                            "%.0f MiB after all of the requests. The database has %.0f MiB and was filled in %.0f s.",
                            after,
                            Files.size(data.resolve("origami.db")) / MIB,
                            filled)));
        }
        return rows;
    }

    private static Comparison measure(Client client, SearchQuery query, int runs)
            throws IOException, InterruptedException {
        List<Double> p99 = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        int found = 0;
        for (int run = 0; run <= runs; run++) {
            List<Double> taken = new ArrayList<>();
            for (int request = 0; request < REQUESTS; request++) {
                SearchQuery.Asked asked = query.asked().apply(run * REQUESTS + request);
                long begin = System.nanoTime();
                int items = client.ask(asked);
                taken.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
                found = run == runs ? found + items : 0;
            }
            if (run > 0) {
                taken.sort(null);
                p99.add(taken.get(P99));
                all.addAll(taken);
            }
        }
        return new Comparison(
                "search",
                query.what() + ": p99",
                "ms",
                Figures.of(p99),
                null,
                null,
                String.format(
                        Locale.ROOT,
                        "p50 %.1f ms; %.1f images a reply.%s",
                        Figures.of(all).median(),
                        found / (double) REQUESTS,
                        query.isIndexed() ? "" : " No index serves it."));
    }

    /** Sends requests as any client does, and takes all of the answer. */
    private record Client(HttpClient http, URI service) {
        private static final String IMAGE = "<imageId>";

        /** Answers how many images the answer has. */
        int ask(SearchQuery.Asked asked) throws IOException, InterruptedException {
            StringBuilder form = new StringBuilder("Action=DescribeImages&Version=2016-11-15");
            List<String> members = asked.members();
            for (int i = 0; i < members.size(); i += 2) {
                form.append('&').append(members.get(i)).append('=');
                form.append(URLEncoder.encode(members.get(i + 1), StandardCharsets.UTF_8));
            }
            HttpRequest request = HttpRequest.newBuilder(service)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("X-Amz-Date", "20260131T091422Z")
                    .header(
                            "Authorization",
                            "AWS4-HMAC-SHA256 Credential=" + asked.account() + "/20260131/" + FillTable.REGION
                                    + "/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))
                    .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("DescribeImages " + form + ": " + answer.body());
            }
            return (answer.body().length() - answer.body().replace(IMAGE, "").length()) / IMAGE.length();
        }
    }
}
