package dev.origami.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.machine.network.ForwardPlan.GuestPort;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForwardPlanTest {
    private static final GuestNetworkLimits LIMITS = GuestNetworkLimits.defaults();

    @Test
    void aRuleForOnePortOpensThatPort() {
        assertThat(ForwardPlan.of(nic(new FirewallRule("udp", 9999, 9999, "0.0.0.0/0")), LIMITS))
                .containsExactly(new GuestPort("udp", 9999));
    }

    @Test
    void aRuleForOthersThanTheHostOpensNothing() {
        assertThat(ForwardPlan.of(
                        nic(
                                new FirewallRule("tcp", 22, 22, "203.0.113.0/24"),
                                new FirewallRule("icmp", -1, -1, "0.0.0.0/0")),
                        LIMITS))
                .isEmpty();
    }

    @Test
    void aWideRangeOpensTheWellKnownPortsAfterThoseThatAreNamed() {
        assertThat(ForwardPlan.of(
                        nic(
                                new FirewallRule("-1", -1, -1, "0.0.0.0/0"),
                                new FirewallRule("tcp", 7000, 7001, "127.0.0.0/8")),
                        LIMITS))
                .startsWith(new GuestPort("tcp", 7000), new GuestPort("tcp", 7001), new GuestPort("tcp", 22))
                .hasSizeLessThanOrEqualTo(LIMITS.forwards());
    }

    @Test
    void neverMoreThanTheLimit() {
        FirewallRule[] rules = IntStream.range(1, 200)
                .mapToObj(port -> new FirewallRule("tcp", port, port, "0.0.0.0/0"))
                .toArray(FirewallRule[]::new);
        assertThat(ForwardPlan.of(nic(rules), LIMITS)).hasSize(LIMITS.forwards());
    }

    @Test
    void withoutAPublicAddressNothingIsOpen() {
        Nic hidden = new Nic(
                "02:00:00:00:00:01",
                "10.0.0.5",
                "10.0.0.0/24",
                "",
                NetworkGuest.open(new FirewallRule("tcp", 22, 22, "0.0.0.0/0")));
        assertThat(ForwardPlan.of(hidden, LIMITS)).isEmpty();
    }

    @Test
    void portsThatOrdinaryUsersCannotHaveHaveASecondChoice() {
        assertThat(ForwardPlan.hostPorts(22)).containsExactly(22, 2222);
        assertThat(ForwardPlan.hostPorts(80)).containsExactly(80, 8080);
        assertThat(ForwardPlan.hostPorts(7000)).containsExactly(7000);
    }

    private static Nic nic(FirewallRule... rules) {
        return new Nic("02:00:00:00:00:01", "10.0.0.5", "10.0.0.0/24", "127.9.0.1", NetworkGuest.open(rules));
    }
}
