package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;

/** Guests that run, reached at addresses which they get and lose. */
@Tag("guest")
class ElasticIpOfGuestTest {
    private static final String ASK_METADATA =
            "printf 'GET /latest/meta-data/public-ipv4 HTTP/1.0\\r\\n\\r\\n' | timeout 10 nc 169.254.169.254 80 | tail -n 1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void anAddressGoesFromGuestToGuestWhileTheyRun() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String image = service.tinyImage(alice);
            String first = service.launch(alice, image);
            String second = service.launch(alice, image);
            var _ = service.shell(alice, first).exec("echo first >/run/name");
            var _ = service.shell(alice, second).exec("echo second >/run/name");
            String before = service.instance(alice, first).publicIpAddress();

            AllocateAddressResponse elastic = alice.ec2().allocateAddress(request -> {});
            assertThat(at(elastic.publicIp()).isReady()).isFalse();
            String association = associate(alice, elastic, first);
            assertThat(named(elastic.publicIp())).isEqualTo("first");
            assertThat(at(elastic.publicIp()).exec(ASK_METADATA)).isEqualTo(elastic.publicIp());
            assertThat(at(before).isReady()).isFalse();

            String _ = associate(alice, elastic, second);
            assertThat(named(elastic.publicIp())).isEqualTo("second");
            // As on EC2, who came up with an address of all has one again.
            assertThat(named(service.instance(alice, first).publicIpAddress())).isEqualTo("first");

            service.restart();
            Account again = service.again(alice);
            assertThat(named(elastic.publicIp())).isEqualTo("second");
            String held = again.ec2()
                    .describeAddresses(request -> {})
                    .addresses()
                    .getFirst()
                    .associationId();
            assertThat(held).isNotEqualTo(association);
            var _ = again.ec2().disassociateAddress(request -> request.associationId(held));
            assertThat(at(elastic.publicIp()).isReady()).isFalse();
            assertThat(named(service.instance(again, second).publicIpAddress())).isEqualTo("second");
        }
    }

    private static String associate(Account account, AllocateAddressResponse elastic, String instance) {
        return account.ec2()
                .associateAddress(
                        request -> request.allocationId(elastic.allocationId()).instanceId(instance))
                .associationId();
    }

    private static GuestShell at(String address) {
        return new GuestShell(address, GuestShell.PORT);
    }

    private static String named(String address) throws Exception {
        GuestShell shell = at(address);
        shell.awaitReady(PATIENCE);
        return shell.exec("cat /run/name");
    }
}
