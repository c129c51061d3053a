package dev.origami.keypair;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Public keys in the forms that users bring: an OpenSSH line, PEM, or bare base64 of DER. */
final class PublicKeys {
    private static final String RSA = "ssh-rsa";
    private static final String ED25519 = "ssh-ed25519";
    private static final int ED25519_BYTES = 32;
    private static final List<Integer> RSA_BITS = List.of(1024, 2048, 4096);
    private static final int MAX_KEY_CHARS = 16 * 1024;

    /** A public key that a user brought, with its fingerprint. */
    record Imported(KeyType type, String publicKey, String fingerprint) {}

    private PublicKeys() {}

    /**
     * Reads a public key.
     *
     * @throws ApiException {@code InvalidKey.Format}
     */
    static Imported parse(byte[] material) {
        String text = new String(material, StandardCharsets.US_ASCII).strip();
        if (text.length() > MAX_KEY_CHARS) {
            throw invalid();
        }
        try {
            List<String> words = List.of(text.split("\\s+"));
            if (words.getFirst().equals(ED25519) && words.size() >= 2) {
                return ed25519(Base64.getDecoder().decode(words.get(1)));
            }
            if (words.getFirst().equals(RSA) && words.size() >= 2) {
                return imported(rsaOfBlob(Base64.getDecoder().decode(words.get(1))));
            }
            String body = text.replaceAll("-----[A-Z0-9 ]+-----", "").replaceAll("(?m)^[A-Za-z-]+: .*$", "");
            return ofDer(Base64.getMimeDecoder().decode(body));
        } catch (ApiException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw invalid();
        }
    }

    static String line(RSAPublicKey key) {
        byte[] blob = new SshWriter()
                .text(RSA)
                .bytes(key.getPublicExponent().toByteArray())
                .bytes(key.getModulus().toByteArray())
                .toBytes();
        return RSA + " " + Base64.getEncoder().encodeToString(blob);
    }

    static String ed25519Line(byte[] point) {
        byte[] blob = new SshWriter().text(ED25519).bytes(point).toBytes();
        return ED25519 + " " + Base64.getEncoder().encodeToString(blob);
    }

    /** The binary key of a line. */
    static byte[] blob(String line) {
        return Base64.getDecoder().decode(line.substring(line.indexOf(' ') + 1));
    }

    static String sha256(byte[] blob) {
        return Base64.getEncoder().encodeToString(digest("SHA-256", blob));
    }

    static String colons(String algorithm, byte[] bytes) {
        return HexFormat.ofDelimiter(":").formatHex(digest(algorithm, bytes));
    }

    private static Imported ofDer(byte[] der) throws GeneralSecurityException {
        if (der.length > ED25519_BYTES && der[0] != 0x30) {
            // RFC 4716: the OpenSSH blob between "BEGIN SSH2 PUBLIC KEY" lines.
            ByteBuffer blob = ByteBuffer.wrap(der);
            String type = new String(field(blob), StandardCharsets.US_ASCII);
            return type.equals(ED25519) ? ed25519(der) : imported(rsaOfBlob(der));
        }
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        return imported((RSAPublicKey) key);
    }

    private static Imported ed25519(byte[] bytes) {
        ByteBuffer blob = ByteBuffer.wrap(bytes);
        boolean ok = new String(field(blob), StandardCharsets.US_ASCII).equals(ED25519);
        byte[] point = field(blob);
        if (!ok || point.length != ED25519_BYTES || blob.hasRemaining()) {
            throw invalid();
        }
        return new Imported(KeyType.ED25519, ed25519Line(point), sha256(bytes));
    }

    private static RSAPublicKey rsaOfBlob(byte[] bytes) throws GeneralSecurityException {
        ByteBuffer blob = ByteBuffer.wrap(bytes);
        boolean ok = new String(field(blob), StandardCharsets.US_ASCII).equals(RSA);
        BigInteger exponent = new BigInteger(field(blob));
        BigInteger modulus = new BigInteger(field(blob));
        if (!ok || blob.hasRemaining()) {
            throw invalid();
        }
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    /** EC2's fingerprint of an RSA key that was brought along is over the public key. */
    private static Imported imported(RSAPublicKey key) {
        if (!RSA_BITS.contains(key.getModulus().bitLength())) {
            throw new ApiException(
                    ErrorCode.INVALID_KEY_FORMAT,
                    "Key is not in valid OpenSSH public key format: RSA keys have 1024, 2048 or 4096 bits");
        }
        return new Imported(KeyType.RSA, line(key), colons("MD5", key.getEncoded()));
    }

    private static byte[] field(ByteBuffer blob) {
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw invalid();
        }
        byte[] bytes = new byte[length];
        blob.get(bytes);
        return bytes;
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiException invalid() {
        return new ApiException(ErrorCode.INVALID_KEY_FORMAT, "Key is not in valid OpenSSH public key format");
    }
}
