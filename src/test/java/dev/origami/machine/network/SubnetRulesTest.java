package dev.origami.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.machine.network.ForwardPlan.GuestPort;
import dev.origami.machine.network.SubnetRules.Entry;
import dev.origami.machine.network.SubnetRules.Way;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubnetRulesTest {
    private static final String SUBNET = "10.0.7.0/24";
    private static final List<Way> OUT = List.of(new Way("0.0.0.0/0", true));
    private static final Entry ALL = new Entry(true, -1, "0.0.0.0/0", -1, -1);
    private static final GuestNetworkLimits LIMITS = GuestNetworkLimits.defaults();

    private static SubnetRules ways(Way... ways) {
        return new SubnetRules(SUBNET, List.of(ways), true, List.of(ALL), List.of(ALL));
    }

    private static SubnetRules ingress(Entry... entries) {
        return new SubnetRules(SUBNET, OUT, true, List.of(entries), List.of(ALL));
    }

    @Test
    void theLongestWayDecides() {
        assertThat(ways().admitsHost("tcp", 22)).isFalse();
        assertThat(ways(new Way("0.0.0.0/0", true)).admitsHost("tcp", 22)).isTrue();
        assertThat(ways(new Way("0.0.0.0/0", false)).admitsHost("tcp", 22)).isFalse();
        assertThat(ways(new Way("0.0.0.0/0", true), new Way("127.0.0.0/8", false))
                        .admitsHost("tcp", 22))
                .isFalse();
        assertThat(ways(new Way("8.8.8.0/24", true)).admitsHost("tcp", 22)).isFalse();
        assertThat(ways(new Way("0.0.0.0/0", false), new Way("8.8.8.0/24", true))
                        .ways())
                .extracting(Way::destination)
                .containsExactly("8.8.8.0/24", "0.0.0.0/0");
    }

    @Test
    void theFirstEntryThatFitsDecides() {
        assertThat(ingress().admitsHost("tcp", 22)).isFalse();
        assertThat(ingress(ALL).admitsHost("udp", 53)).isTrue();
        Entry noShell = new Entry(false, 6, "0.0.0.0/0", 22, 22);
        assertThat(ingress(noShell, ALL).admitsHost("tcp", 22)).isFalse();
        assertThat(ingress(noShell, ALL).admitsHost("tcp", 23)).isTrue();
        assertThat(ingress(noShell, ALL).admitsHost("udp", 22)).isTrue();
        assertThat(ingress(ALL, noShell).admitsHost("tcp", 22)).isTrue();
        Entry somebodyElse = new Entry(false, -1, "203.0.113.0/24", -1, -1);
        assertThat(ingress(somebodyElse, ALL).admitsHost("tcp", 22)).isTrue();
        assertThat(ingress(somebodyElse).admitsHost("tcp", 22)).isFalse();
    }

    @Test
    void portsThatASubnetLetsNobodyToAreNotOpened() {
        FirewallRule web = new FirewallRule("tcp", 80, 81, "0.0.0.0/0");
        Nic nic = new Nic("02:00:00:00:00:01", "10.0.7.9", SUBNET, "127.81.0.9", NetworkGuest.open(web));
        SubnetRules rules = ingress(new Entry(false, 6, "0.0.0.0/0", 81, 81), ALL);
        assertThat(ForwardPlan.of(nic, List.of(), LIMITS)).hasSize(2);
        assertThat(ForwardPlan.of(nic, List.of(rules), LIMITS)).containsExactly(new GuestPort("tcp", 80));
        assertThat(ForwardPlan.of(nic, List.of(ways()), LIMITS)).isEmpty();
        SubnetRules other = new SubnetRules("10.0.8.0/24", List.of(), true, List.of(), List.of());
        assertThat(ForwardPlan.of(nic, List.of(other), LIMITS)).hasSize(2);
    }
}
