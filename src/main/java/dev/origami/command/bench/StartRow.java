package dev.origami.command.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long the service takes to its first answer, and what it holds then. */
final class StartRow implements Row {
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path data = Files.createDirectories(disk.directory().resolve("start"));
        List<Double> seconds = new ArrayList<>();
        List<Double> mib = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int run = 0; run <= runs; run++) {
                long begin = System.nanoTime();
                try (OwnService service = OwnService.start(data)) {
                    HttpRequest question = HttpRequest.newBuilder(
                                    URI.create(service.url() + "/?Action=DescribeRegions&Version=2016-11-15"))
                            .build();
                    http.send(question, HttpResponse.BodyHandlers.discarding());
                    double took = (System.nanoTime() - begin) / 1e9;
                    if (run > 0) {
                        seconds.add(took);
                        mib.add(service.residentBytes() / MIB);
                    }
                }
            }
        }
        return List.of(
                new Comparison(
                        "start", "from the command to the first answer", "s", Figures.of(seconds), null, null, goal()),
                new Comparison("start", "memory after the first answer", "MiB", Figures.of(mib), null, null, ""));
    }

    /** Whether the classes were recorded by a build makes much of the time. */
    private static String goal() throws IOException {
        boolean recorded = OwnService.command(List.of()).stream().anyMatch(word -> word.startsWith("-XX:AOTCache="));
        return "The goal is 0.5 s. "
                + (recorded ? "With the class cache that a build records." : "Without the class cache of a build.");
    }
}
