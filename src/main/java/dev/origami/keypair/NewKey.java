package dev.origami.keypair;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key that was just made: both halves in the forms that OpenSSH and Go's parser read.
 *
 * @param privateKey PEM: PKCS#1 for RSA, the OpenSSH form for Ed25519
 */
record NewKey(KeyType type, String publicKey, String fingerprint, String privateKey) {
    private static final int RSA_BITS = 2048;
    private static final int ED25519_BYTES = 32;
    /** The OpenSSH form pads its secret part to the block size of its cipher, which is 8 for none. */
    private static final int PADDING_BLOCK_BYTES = 8;

    static NewKey create(KeyType type) {
        try {
            return switch (type) {
                case RSA -> rsa();
                case ED25519 -> ed25519();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot make a key of type " + type.wire(), e);
        }
    }

    private static NewKey rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        java.security.KeyPair pair = generator.generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        String publicKey = PublicKeys.line((RSAPublicKey) pair.getPublic());
        // EC2's fingerprint of a key that it made is over the private key in PKCS#8.
        return new NewKey(
                KeyType.RSA,
                publicKey,
                PublicKeys.colons("SHA-1", pkcs8),
                pem("RSA PRIVATE KEY", new DerReader(pkcs8).privateKeyOfPkcs8()));
    }

    private static NewKey ed25519() throws GeneralSecurityException {
        java.security.KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        byte[] info = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(info, info.length - ED25519_BYTES, info.length);
        String publicKey = PublicKeys.ed25519Line(point);
        return new NewKey(
                KeyType.ED25519,
                publicKey,
                PublicKeys.sha256(PublicKeys.blob(publicKey)),
                pem("OPENSSH PRIVATE KEY", openSsh(PublicKeys.blob(publicKey), point, seed)));
    }

    /** OpenSSH's own private key file, unencrypted (PROTOCOL.key of OpenSSH). */
    private static byte[] openSsh(byte[] blob, byte[] point, byte[] seed) {
        int check = new SecureRandom().nextInt();
        SshWriter secret = new SshWriter()
                .number(check)
                .number(check)
                .text("ssh-ed25519")
                .bytes(point)
                .bytes(new SshWriter().raw(seed).raw(point).toBytes())
                .text("");
        for (byte pad = 1; secret.size() % PADDING_BLOCK_BYTES != 0; pad++) {
            secret.raw(new byte[] {pad});
        }
        return new SshWriter()
                .raw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
                .text("none")
                .text("none")
                .text("")
                .number(1)
                .bytes(blob)
                .bytes(secret.toBytes())
                .toBytes();
    }

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
