package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.AccessKey;
import dev.origami.auth.SignedRequests;
import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import dev.origami.id.AccountId;
import dev.origami.machine.network.ApiSockets;
import dev.origami.protocol.WireRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest asks the API, from inside. */
@Tag("guest")
class ApiOfGuestTest {
    @TempDir
    private Path directory;

    @Test
    void aGuestIsAnsweredWhenItSignsAlsoAfterTheServiceStartedAnew() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String id = service.launch(alice, service.tinyImage(alice));
            GuestShell shell = service.shell(alice, id);
            assertThat(shell.exec(get(signed(alice, id)))).contains("200 OK", "<instanceId>" + id + "</instanceId>");
            assertThat(shell.exec(get("Action=DescribeInstances&Version=2016-11-15")))
                    .contains("403 Forbidden", "<Code>MissingAuthenticationToken</Code>");

            service.restart();
            Account again = service.again(alice);
            assertThat(shell.exec(get(signed(again, id)))).contains("200 OK", "<instanceId>" + id + "</instanceId>");
        }
    }

    private static String signed(Account account, String id) {
        Clients clients = account.clients();
        AccessKey key = new AccessKey(clients.accessKeyId(), new AccountId(account.id()), clients.secretAccessKey());
        WireRequest request = new SignedRequests(key, Instant.now())
                .inRegion(clients.region())
                .of("ec2", "GET", "/", "")
                .withQuery("Action", "DescribeInstances")
                .withQuery("Version", "2016-11-15")
                .withQuery("InstanceId.1", id)
                .to(URI.create("http://" + ApiSockets.ADDRESS))
                .presigned(Duration.ofMinutes(5));
        return request.rawQuery();
    }

    private static String get(String query) {
        return "printf '%s\\r\\n' 'GET /?" + query + " HTTP/1.1' 'Host: " + ApiSockets.ADDRESS + "'"
                + " 'Content-Type: application/x-www-form-urlencoded; charset=utf-8' 'Connection: close' ''"
                + " | timeout 20 nc " + ApiSockets.ADDRESS + " 80";
    }
}
