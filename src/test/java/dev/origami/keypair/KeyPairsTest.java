package dev.origami.keypair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of keys, as OpenSSH's own tools read them. */
class KeyPairsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void opensshReadsWhatIsMade(KeyType type) throws Exception {
        NewKey key = NewKey.create(type);
        Path file = directory.resolve("key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key.privateKey());
        assertThat(run("ssh-keygen", "-y", "-f", file.toString())).startsWith(key.publicKey());
    }

    @Test
    void fingerprintsOfMadeKeysAreAsOnEc2() {
        assertThat(NewKey.create(KeyType.RSA).fingerprint()).matches("([0-9a-f]{2}:){19}[0-9a-f]{2}");
        assertThat(NewKey.create(KeyType.ED25519).fingerprint()).hasSize(44).endsWith("=");
    }

    @Test
    void fingerprintOfAnImportedRsaKeyIsOverItsPublicDer() throws Exception {
        Path file = directory.resolve("rsa");
        String _ = run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", file.toString());
        PublicKeys.Imported imported = PublicKeys.parse(Files.readAllBytes(directory.resolve("rsa.pub")));
        String der = run("sh", "-c", "ssh-keygen -e -m PKCS8 -f " + file + ".pub");
        String body = der.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        assertThat(imported.fingerprint())
                .isEqualTo(PublicKeys.colons("MD5", Base64.getDecoder().decode(body)));
        assertThat(imported.type()).isEqualTo(KeyType.RSA);
        assertThat(PublicKeys.parse(der.getBytes(StandardCharsets.US_ASCII))).isEqualTo(imported);
    }

    @Test
    void fingerprintOfAnEd25519KeyIsOpensshs() throws Exception {
        Path file = directory.resolve("ed");
        String _ = run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
        PublicKeys.Imported imported = PublicKeys.parse(Files.readAllBytes(directory.resolve("ed.pub")));
        String told = run("ssh-keygen", "-l", "-E", "sha256", "-f", file + ".pub");
        assertThat(told).contains("SHA256:" + imported.fingerprint().replace("=", "") + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ssh-rsa", "ssh-rsa AAAA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", "ssh-dss AAAA", "x y"})
    void whatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> PublicKeys.parse(text.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("OpenSSH public key format");
    }

    @Test
    void rsaKeysOfOddLengthAreRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1536);
        byte[] der = generator.generateKeyPair().getPublic().getEncoded();
        byte[] text = Base64.getEncoder().encode(der);
        assertThatThrownBy(() -> PublicKeys.parse(text)).hasMessageContaining("1024, 2048 or 4096");
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
