package dev.origami.machine.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.config.GuestLimits;
import dev.origami.config.GuestNetworkLimits;
import dev.origami.machine.host.Ability.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostAbilitiesTest {
    @Test
    void everyKindIsTriedAndWhatLacksHasItsRemedy() throws Exception {
        HostAbilities abilities = HostAbilities.probe(GuestLimits.defaults(), GuestNetworkLimits.defaults());

        assertThat(abilities.all()).extracting(Ability::kind).containsExactlyInAnyOrder(Kind.values());
        assertThat(abilities.all()).allSatisfy(ability -> {
            assertThat(ability.detail()).isNotBlank();
            assertThat(ability.remedy().isEmpty()).isEqualTo(ability.present());
        });
    }

    @Test
    void withoutTapsThereAreNoNetworksInNamespaces() throws Exception {
        HostAbilities abilities = HostAbilities.probe(GuestLimits.defaults(), GuestNetworkLimits.defaults());

        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            assertThat(abilities.namespaceNetworks()).isFalse();
        }
        if (abilities.namespaceNetworks()) {
            assertThat(abilities.of(Kind.TAP).present()).isTrue();
        }
    }
}
