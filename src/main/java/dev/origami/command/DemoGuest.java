package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of the demo, seen from outside: over ssh and over http. Everything asked of it ends in bounded time. */
record DemoGuest(String instance, Path key, Operator operator) {
    /** An emulated guest on a busy machine boots in minutes. */
    private static final Duration BOOT_PATIENCE = Duration.ofMinutes(12);

    private static final Duration CALL_PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);
    private static final int SSH = 22;
    private static final int HTTP = 80;

    /** What one run of ssh came to. */
    private record Answer(int exitCode, String printed) {}

    /** What the command printed there; waits until the guest lets itself be entered. */
    String awaitSsh(String command) throws CommandException, IOException, InterruptedException {
        return awaitSsh(command, "");
    }

    /** As the other, until what it prints differs from the unwanted. */
    String awaitSsh(String command, String unwanted) throws CommandException, IOException, InterruptedException {
        long deadline = System.nanoTime() + BOOT_PATIENCE.toNanos();
        Answer answer = ssh(command);
        while (answer.exitCode() != 0 || answer.printed().equals(unwanted)) {
            if (System.nanoTime() > deadline) {
                throw new CommandException(instance + " cannot be entered over ssh: " + answer.printed());
            }
            Thread.sleep(BETWEEN_TRIALS);
            answer = ssh(command);
        }
        return answer.printed();
    }

    /** Runs a command there, once. */
    String run(String command) throws CommandException, IOException, InterruptedException {
        Answer answer = ssh(command);
        if (answer.exitCode() != 0) {
            throw new CommandException(
                    "on " + instance + ", a command ended with " + answer.exitCode() + ": " + answer.printed());
        }
        return answer.printed();
    }

    /** A page of its web server; waits until it is there. */
    String awaitPage(String path) throws CommandException, InterruptedException {
        long deadline = System.nanoTime() + BOOT_PATIENCE.toNanos();
        while (true) {
            String failure;
            try (HttpClient http =
                    HttpClient.newBuilder().connectTimeout(CALL_PATIENCE).build()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                        .timeout(CALL_PATIENCE)
                        .build();
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == java.net.HttpURLConnection.HTTP_OK) {
                    return response.body().strip();
                }
                failure = "status " + response.statusCode();
            } catch (IOException notYet) {
                failure = notYet.toString();
            }
            if (System.nanoTime() > deadline) {
                throw new CommandException(instance + " does not serve " + path + ": " + failure);
            }
            Thread.sleep(BETWEEN_TRIALS);
        }
    }

    /** Where its web server is on this machine. */
    String url() throws CommandException {
        JsonNode forward = forward(HTTP);
        int port = forward.path("port").asInt();
        return "http://" + forward.path("address").asText() + (port == HTTP ? "" : ":" + port);
    }

    /** The command that leads into it, to paste. */
    List<String> sshCommand() throws CommandException {
        JsonNode forward = forward(SSH);
        return List.of(
                "ssh",
                "-i",
                key.toString(),
                "-p",
                forward.path("port").asText(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "debian@" + forward.path("address").asText());
    }

    private JsonNode forward(int port) throws CommandException {
        return operator.call(
                "instance.forward",
                Operator.arguments().put("instance", instance).put("port", port));
    }

    private Answer ssh(String command) throws CommandException, IOException, InterruptedException {
        List<String> line = new ArrayList<>(sshCommand());
        line.addAll(
                1, List.of("-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=20"));
        line.add(command);
        Process ssh = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            ssh.getOutputStream().close();
            if (!ssh.waitFor(CALL_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return new Answer(-1, "no answer in " + CALL_PATIENCE.toSeconds() + " s");
            }
            String printed = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(ssh.exitValue(), printed.strip());
        } finally {
            ssh.destroyForcibly();
        }
    }
}
