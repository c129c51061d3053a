package dev.origami.machine.qemu;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.DiskSecret;
import dev.origami.id.LineageId;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The passphrases of encrypted disks on their way into a QEMU. It needs one only while it opens a file of the disk, and
 * what it got is taken away again then.
 */
final class DiskSecrets {
    private static final String MASTER = "master";
    private static final int MASTER_BYTES = 32;
    private static final int IV_BYTES = 16;

    private final BlockKeys keys;
    private final SecureRandom random = new SecureRandom();

    DiskSecrets(BlockKeys keys) {
        this.keys = keys;
    }

    /** What the secret is called that opens a disk's nodes; null for a disk that is not encrypted. */
    static @Nullable String name(String disk, @Nullable LineageId lineage) {
        return lineage == null ? null : disk + "-key";
    }

    /** @throws MachineException when there is no key any more, which its cause then is */
    String passphrase(LineageId lineage) throws MachineException {
        try {
            return DiskSecret.passphrase(keys, lineage);
        } catch (BlockKeyGoneException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Secrets for a QEMU that is to be started.
     *
     * @param arguments the secrets, each under a master that belongs to this start alone: command lines are for all to
     *     read
     * @param input the master, which goes through QEMU's standard input; empty when no disk is encrypted
     */
    record AtStart(List<String> arguments, String input) {}

    /** @throws MachineException as {@link #passphrase} */
    AtStart atStart(List<Disk> disks) throws MachineException {
        byte[] master = bytes(MASTER_BYTES);
        List<String> arguments = new ArrayList<>();
        for (Disk disk : disks) {
            LineageId lineage = lineage(disk);
            if (lineage != null) {
                String name = name(disk.node(), lineage);
                arguments.addAll(List.of("-object", under(master, name, passphrase(lineage))));
            }
        }
        if (arguments.isEmpty()) {
            return new AtStart(List.of(), "");
        }
        arguments.addAll(0, List.of("-object", "secret,id=" + MASTER + ",format=base64,file=/dev/stdin"));
        return new AtStart(arguments, Base64.getEncoder().encodeToString(master));
    }

    /** Under whose key a disk is encrypted; null when it is not. */
    static @Nullable LineageId lineage(Disk disk) {
        return switch (disk) {
            case Disk.Volume volume -> volume.chain().lineage();
            case Disk.Blank _ -> null;
        };
    }

    private String under(byte[] master, @Nullable String name, String passphrase) {
        byte[] iv = bytes(IV_BYTES);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(master, "AES"), new IvParameterSpec(iv));
            byte[] sealed = cipher.doFinal(passphrase.getBytes(StandardCharsets.US_ASCII));
            Base64.Encoder base64 = Base64.getEncoder();
            return "secret,id=" + name + ",keyid=" + MASTER + ",format=base64,iv=" + base64.encodeToString(iv)
                    + ",data=" + base64.encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES", e);
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
