package dev.origami.command.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/** A service in a process of its own, started as this one was. */
final class OwnService implements AutoCloseable {
    private static final String READY = "origami ready on ";

    private static final String NAME = "benchmark";

    private final Process process;
    private final Path dataDirectory;
    private final String url;

    private OwnService(Process process, Path dataDirectory, String url) {
        this.process = process;
        this.dataDirectory = dataDirectory;
        this.url = url;
    }

    /** Returns when it says that it is ready. */
    static OwnService start(Path dataDirectory, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("serve", "--port", "0", "--any-key", "--data-dir", dataDirectory.toString()));
        words.addAll(List.of(more));
        Process process = new ProcessBuilder(command(words))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroy();
            throw new IOException("the service does not start");
        }
        return new OwnService(process, dataDirectory, line.substring(READY.length()));
    }

    /** This program with other words. */
    static List<String> command(List<String> words) throws IOException {
        ProcessHandle.Info info = ProcessHandle.current().info();
        String java = info.command().orElseThrow(() -> new IOException("this process has no command line"));
        List<String> own = Arrays.asList(info.arguments().orElse(new String[0]));
        int bench = own.indexOf("bench");
        if (bench < 0) {
            throw new IOException("this process has no command line");
        }
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(own.subList(0, bench));
        command.addAll(words);
        return command;
    }

    String url() {
        return url;
    }

    /** A client of it in that region. */
    Ec2Client client(Region region) {
        return Ec2Client.builder()
                .endpointOverride(URI.create(url))
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(NAME, NAME)))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Makes an image of a raw disk in the client's region; answers its id. */
    String importDisk(Path raw, Ec2Client region) throws IOException, InterruptedException {
        Timing.run(command(List.of("import", raw.toString(), "--name", NAME, "--data-dir", dataDirectory.toString())));
        return region.describeImages(request -> request.filters(
                        Filter.builder().name("name").values(NAME).build()))
                .images()
                .getFirst()
                .imageId();
    }

    /** What it holds of the machine's memory. */
    long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS in " + status);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
