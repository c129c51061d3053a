package dev.origami.machine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into firewall scripts and commands has a form that can mean nothing else there. */
class NicTest {
    @Test
    void refusesWhatIsNotAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FirewallRule("tcp", 1, 2, "0.0.0.0/0 accept\nflush ruleset"));
        assertThatIllegalArgumentException().isThrownBy(() -> new FirewallRule("tcp; drop", 1, 2, "0.0.0.0/0"));
        assertThatIllegalArgumentException().isThrownBy(() -> new FirewallRule("tcp", 1, 65_536, "0.0.0.0/0"));
        assertThatIllegalArgumentException().isThrownBy(() -> nic("10.1.0.5", "127.0.0.9"));
        assertThatIllegalArgumentException().isThrownBy(() -> nic("10.0.0.5", "192.168.0.9"));
    }

    @Test
    void onlyRulesThatHoldTheHostsLoopbackAdmitTheHost() {
        assertThat(new FirewallRule("tcp", 1, 1, "0.0.0.0/0").admitsHost()).isTrue();
        assertThat(new FirewallRule("tcp", 1, 1, "127.0.0.1/32").admitsHost()).isTrue();
        assertThat(new FirewallRule("tcp", 1, 1, "10.0.0.0/8").admitsHost()).isFalse();
    }

    @Property
    void aBlockReadsBackAsItself(@ForAll int address, @ForAll @IntRange(min = 0, max = 32) int prefixLength) {
        Ipv4Cidr block = new Ipv4Cidr(address, prefixLength);
        assertThat(Ipv4Cidr.parse(block.toString())).isEqualTo(block);
        assertThat(block.contains(address)).isTrue();
        assertThat(Ipv4Cidr.parseAddress(Ipv4Cidr.format(address))).isEqualTo(address);
    }

    @Test
    void oneThatWasRecordedBeforeThereWereRulesLetsNothingPass(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("guest-old.json"), """
                {"mac":"02:00:00:00:00:01","privateIp":"10.0.0.5","subnetCidr":"10.0.0.0/24","publicIp":"127.0.0.9"}""");
        List<Nic> read = new NetworkRecords(directory).all("guest-", Nic.class);
        assertThat(read).containsExactly(nic("10.0.0.5", "127.0.0.9"));
        assertThat(read.getFirst().rules()).isEqualTo(FirewallRules.NONE);
    }

    private static Nic nic(String privateIp, String publicIp) {
        return new Nic("02:00:00:00:00:01", privateIp, "10.0.0.0/24", publicIp, FirewallRules.NONE);
    }
}
