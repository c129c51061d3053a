package dev.origami.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnOriginTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:4566, true",
        "127.0.0.1, localhost:4566, true",
        "127.0.0.1, localhost, false",
        "127.0.0.1, 192.168.1.5:4566, false",
        "127.0.0.1, localhost.evil.example:4566, false",
        "127.0.0.1, 127.0.0.1:4566:4566, false",
        "ami.lan, ami.lan:4566, true",
        "AMI.lan, ami.LAN:4566, true",
        "ami.lan, other.lan:4566, false",
        "0.0.0.0, 192.168.1.5:4566, true",
        "0.0.0.0, evil.example:4566, false",
        "::, [fd00::5]:4566, true",
        "::1, [::1]:4566, true",
        "fd00::5, [fd00::6]:4566, false"
    })
    void hostsThatAreOwn(String listening, String host, boolean own) {
        HttpFields headers = HttpFields.build().put("Host", host);
        assertThat(new OwnOrigin(listening, 4566).objection(headers).isEmpty()).isEqualTo(own);
    }

    @Test
    void onPort80TheNameIsEnough() {
        assertThat(new OwnOrigin("127.0.0.1", 80).objection(HttpFields.build().put("Host", "localhost")))
                .isEmpty();
    }

    @Test
    void clientsAreToldAnAddressThatTheyCanUse() {
        assertThat(new OwnOrigin("0.0.0.0", 1).uri()).isEqualTo(URI.create("http://127.0.0.1:1"));
        assertThat(new OwnOrigin("::1", 1).uri()).isEqualTo(URI.create("http://[::1]:1"));
    }
}
