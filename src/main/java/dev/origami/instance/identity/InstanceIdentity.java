package dev.origami.instance.identity;

import dev.origami.block.Durable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Signs the identity documents of instances (source section 11.2), with an RSA key of this service that is made when it
 * is first needed. Its certificate, by which anybody can verify them, lies beside it in the data directory, and is for
 * everybody to read.
 */
public final class InstanceIdentity {
    private static final String CERTIFICATE_FILE = "instance-identity.pem";
    private static final String KEY_FILE = "instance-identity.key";
    private static final String RSA = "RSA";
    private static final int KEY_BITS = 2048;
    private static final int SERIAL_BITS = 64;
    private static final int PEM_COLUMNS = 64;
    private static final int SIGNATURE_COLUMNS = 76;
    private static final byte[] NEW_LINE = {'\n'};

    private static final String COMMON_NAME = "550403";
    private static final String SHA256 = "608648016503040201";
    private static final String RSA_ENCRYPTION = "2a864886f70d010101";
    private static final String SHA256_WITH_RSA = "2a864886f70d01010b";
    private static final String PLAIN_DATA = "2a864886f70d010701";
    private static final String SIGNED_DATA = "2a864886f70d010702";
    /** What a certificate says that does not end (RFC 5280, section 4.1.2.5). */
    private static final String NEVER = "99991231235959Z";

    private static final DateTimeFormatter SINCE =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final InstantSource clock;
    private @Nullable Identity loaded;

    private record Identity(PrivateKey key, X509Certificate certificate) {}

    /** The one of a data directory. */
    public InstanceIdentity(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** The certificate in PEM. */
    public String certificate() {
        try {
            return pem("CERTIFICATE", identity().certificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When the certificate was made. */
    public Instant since() {
        return identity().certificate().getNotBefore().toInstant();
    }

    /** The signature of a document alone: SHA-256 with RSA, in base64. */
    public String signature(byte[] document) {
        return base64(SIGNATURE_COLUMNS, signed(identity(), document));
    }

    /** The document with its signature in one PKCS #7 message (RFC 2315), in base64 without the lines of PEM. */
    public String message(byte[] document) {
        Identity identity = identity();
        X509Certificate certificate = identity.certificate();
        byte[] signer = Der.sequence(
                Der.integer(BigInteger.ONE),
                Der.sequence(
                        certificate.getIssuerX500Principal().getEncoded(), Der.integer(certificate.getSerialNumber())),
                algorithm(SHA256),
                algorithm(RSA_ENCRYPTION),
                Der.octets(signed(identity, document)));
        byte[] content = Der.sequence(Der.identifier(PLAIN_DATA), Der.tagged(Der.octets(document)));
        byte[] message = Der.sequence(
                Der.identifier(SIGNED_DATA),
                Der.tagged(Der.sequence(
                        Der.integer(BigInteger.ONE), Der.set(algorithm(SHA256)), content, Der.set(signer))));
        return base64(PEM_COLUMNS, message);
    }

    private synchronized Identity identity() {
        Identity known = loaded;
        if (known == null) {
            try {
                known = load();
            } catch (IOException e) {
                throw new UncheckedIOException("the key of instance identity documents cannot be had", e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key of instance identity documents cannot be used", e);
            }
            loaded = known;
        }
        return known;
    }

    private Identity load() throws IOException, GeneralSecurityException {
        Path keyFile = directory.resolve(KEY_FILE);
        if (!Files.exists(keyFile)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(RSA);
            generator.initialize(KEY_BITS);
            KeyPair made = generator.generateKeyPair();
            write(keyFile, pem("PRIVATE KEY", made.getPrivate().getEncoded()), "rw-------");
        }
        KeyFactory keys = KeyFactory.getInstance(RSA);
        PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(ofPem(Files.readString(keyFile))));
        Path certificateFile = directory.resolve(CERTIFICATE_FILE);
        if (!Files.exists(certificateFile)) {
            write(certificateFile, pem("CERTIFICATE", selfSigned(keys, key)), "rw-r--r--");
        }
        byte[] encoded = ofPem(Files.readString(certificateFile));
        return new Identity(key, (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
    }

    private byte[] selfSigned(KeyFactory keys, PrivateKey key) throws GeneralSecurityException {
        RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) key;
        byte[] publicKey = keys.generatePublic(new RSAPublicKeySpec(numbers.getModulus(), numbers.getPublicExponent()))
                .getEncoded();
        byte[] name =
                Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.text("Origami instance identity"))));
        byte[] certified = Der.sequence(
                Der.tagged(Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
                algorithm(SHA256_WITH_RSA),
                name,
                Der.sequence(Der.shortTime(SINCE.format(clock.instant())), Der.time(NEVER)),
                name,
                publicKey);
        return Der.sequence(certified, algorithm(SHA256_WITH_RSA), Der.bits(signed(key, certified)));
    }

    private static byte[] algorithm(String identifier) {
        return Der.sequence(Der.identifier(identifier), Der.nothing());
    }

    private static byte[] signed(Identity identity, byte[] content) {
        try {
            return signed(identity.key(), content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signed(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path unready = file.resolveSibling(file.getFileName() + ".new");
        boolean _ = Files.deleteIfExists(unready);
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        Path _ = Files.createFile(unready, mode);
        Path _ = Files.writeString(unready, text);
        Durable.publish(unready, file);
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + base64(PEM_COLUMNS, encoded) + "\n-----END " + what + "-----\n";
    }

    private static byte[] ofPem(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String base64(int columns, byte[] octets) {
        return new String(Base64.getMimeEncoder(columns, NEW_LINE).encode(octets), StandardCharsets.US_ASCII);
    }
}
