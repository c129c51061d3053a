package dev.origami.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator writes of places, and what is said of mistakes in it. */
class PlacesFileTest {
    @TempDir
    private Path directory;

    private Places read(String text) throws IOException, PlacesException {
        Path file = directory.resolve("places");
        Files.writeString(file, text);
        return PlacesFile.read(file);
    }

    @Test
    void eachPlaceHasWhatIsSaidOfItAndElseWhatItIsInHas() throws Exception {
        Places places = read("""
                # what is here
                region  us-east-1  blocks /srv/virginia  addresses 127.40.0.0/16

                zone    us-east-1-bos-1a  addresses 127.41.0.0/16   # Boston
                outpost op-0123456789abcdef0  zone us-east-1a  account 111122223333  name "Hall 3"  blocks hall
                """);
        Zone first = zone("us-east-1a");
        Zone boston = zone("us-east-1-bos-1a");
        Outpost hall = places.outposts().getFirst();

        assertThat(hall.name()).isEqualTo("Hall 3");
        assertThat(hall.arn()).isEqualTo("arn:aws:outposts:us-east-1:111122223333:outpost/op-0123456789abcdef0");
        assertThat(places.addresses(boston, null)).contains("127.41.0.0/16");
        assertThat(places.addresses(first, null)).contains("127.40.0.0/16");
        assertThat(places.addresses(first, hall.arn())).contains("127.40.0.0/16");
        assertThat(places.blocks(boston, null)).contains(Path.of("/srv/virginia"));
        assertThat(places.blocks(first, hall.arn())).contains(directory.resolve("hall"));
        assertThat(places.blocks(zone("eu-west-1a"), null)).isEmpty();
        assertThat(places.outposts(new AccountId("111122223333"), new Region("us-east-1")))
                .containsExactly(hall);
        assertThat(places.outposts(new AccountId("444455556666"), new Region("us-east-1")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            planet mars                                  | 'planet' is no kind of place
            region                                       | 'region' has no name
            region mars                                  | there is no region 'mars'
            zone us-east-1x                              | there is no zone 'us-east-1x'
            zone us-east-1a blocks                       | after 'blocks' its value is missing
            zone us-east-1a colour red                   | 'colour' is not one of addresses, blocks
            zone us-east-1a blocks /a blocks /b          | 'blocks' is said twice
            zone us-east-1a addresses 10.0.0.0/16        | '10.0.0.0/16' is no range within 127.0.0.0/8
            zone us-east-1a addresses 127.0.300.0/16     | '127.0.300.0/16' is no range within 127.0.0.0/8
            outpost hall zone us-east-1a                 | 'hall' is no id of an Outpost
            outpost op-0123456789abcdef0                 | the Outpost has no zone
            outpost op-0123456789abcdef0 zone us-east-1a | the Outpost has no account
            outpost op-0123456789abcdef0 zone us-east-1-bos-1a account 111122223333 | an availability zone
            """)
    void aMistakeIsToldWithItsLine(String line, String told) {
        assertThatThrownBy(() -> read("# first\n" + line))
                .isInstanceOf(PlacesException.class)
                .hasMessageContaining("line 2: ")
                .hasMessageContaining(told);
    }

    @Test
    void aPlaceIsThereOnce() {
        assertThatThrownBy(() -> read("zone us-east-1a\nzone us-east-1a"))
                .hasMessageContaining("line 2: 'us-east-1a' is there twice");
    }

    @Test
    void namesIdsAndGroupsOfEdgesAreAsOnAws() {
        Zone local = zone("us-west-2-lax-1b");
        assertThat(local.id()).isEqualTo("usw2-lax1-az2");
        assertThat(local.group()).isEqualTo("us-west-2-lax-1");
        assertThat(local.border()).isEqualTo("us-west-2-lax-1");
        assertThat(local.parent()).isEqualTo(zone("us-west-2c"));
        Zone wavelength = zone("us-east-1-wl1-bos-wlz-1");
        assertThat(wavelength.id()).isEqualTo("use1-wl1-bos-wlz1");
        assertThat(wavelength.group()).isEqualTo("us-east-1-wl1-bos-wlz-1");
        assertThat(wavelength.parent()).isEqualTo(zone("us-east-1a"));
        assertThat(Zones.of(new Region("us-east-1")).availabilityZones()).hasSize(6);
    }

    private static Zone zone(String name) {
        return Zones.named(name).orElseThrow();
    }
}
