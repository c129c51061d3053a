package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The tree that {@code ./origami places} draws. */
class PlacesCommandTest {
    @TempDir
    private Path directory;

    private String drawn(String... arguments) {
        StringWriter out = new StringWriter();
        int code = new CommandLine(new PlacesCommand())
                .setOut(new PrintWriter(out))
                .execute(arguments);
        assertThat(code).isZero();
        return out.toString();
    }

    @Test
    void aRegionIsDrawnWithItsZonesAndOutpostsAndWhatTheyHaveOfTheirOwn() throws Exception {
        Files.writeString(directory.resolve("places"), """
                zone    us-west-2-lax-1a      addresses 127.41.0.0/16
                outpost op-0123456789abcdef0  zone us-west-2a  account 111122223333  name "Hall 3"  blocks /srv/hall3
                """);
        assertThat(drawn("us-west-2", "--data-dir", directory.toString())).isEqualTo("""
                us-west-2  US West (Oregon)
                ├─ us-west-2a  usw2-az1  availability-zone
                │  ├─ op-0123456789abcdef0  outpost  Hall 3  of account 111122223333  [blocks /srv/hall3]
                │  ├─ us-west-2-hnl-1a  usw2-hnl1-az1  local-zone  US West (Honolulu)
                │  ├─ us-west-2-pdx-1a  usw2-pdx1-az1  local-zone  US West (Portland)
                │  ├─ us-west-2-sea-1a  usw2-sea1-az1  local-zone  US West (Seattle)
                │  └─ us-west-2-wl1-sea-wlz-1  usw2-wl1-sea-wlz1  wavelength-zone  US West (Seattle)
                ├─ us-west-2b  usw2-az2  availability-zone
                │  ├─ us-west-2-den-1a  usw2-den1-az1  local-zone  US West (Denver)
                │  ├─ us-west-2-phx-2a  usw2-phx2-az1  local-zone  US West (Phoenix)
                │  ├─ us-west-2-wl1-den-wlz-1  usw2-wl1-den-wlz1  wavelength-zone  US West (Denver)
                │  └─ us-west-2-wl1-phx-wlz-1  usw2-wl1-phx-wlz1  wavelength-zone  US West (Phoenix)
                ├─ us-west-2c  usw2-az3  availability-zone
                │  ├─ us-west-2-las-1a  usw2-las1-az1  local-zone  US West (Las Vegas)
                │  ├─ us-west-2-lax-1a  usw2-lax1-az1  local-zone  US West (Los Angeles)  [addresses 127.41.0.0/16]
                │  ├─ us-west-2-lax-1b  usw2-lax1-az2  local-zone  US West (Los Angeles)
                │  ├─ us-west-2-wl1-las-wlz-1  usw2-wl1-las-wlz1  wavelength-zone  US West (Las Vegas)
                │  ├─ us-west-2-wl1-lax-wlz-1  usw2-wl1-lax-wlz1  wavelength-zone  US West (Los Angeles)
                │  └─ us-west-2-wl1-sfo-wlz-1  usw2-wl1-sfo-wlz1  wavelength-zone  US West (San Francisco)
                └─ us-west-2d  usw2-az4  availability-zone
                """);
    }

    @Test
    void withoutAFileThereIsWhatIsThere() {
        assertThat(drawn("--data-dir", directory.toString()))
                .contains("us-east-1-wl1-bos-wlz-1", "eu-west-1a  euw1-az1  availability-zone")
                .doesNotContain("outpost");
    }
}
