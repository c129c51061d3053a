package dev.origami.image;

import dev.origami.account.Grantee;
import dev.origami.account.Provider;
import dev.origami.database.Transaction;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import dev.origami.id.Region;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernels of Amazon's that are in every region: PV-GRUB, which starts the kernel that a menu on the root disk names
 * (source section 7.5). They hold no bytes: what they do, the service does.
 */
public final class PvGrubKernels {
    private static final Pattern NAME = Pattern.compile("pv-grub-(hd0|hd00)_\\d\\.\\d\\d-(i386|x86_64)\\.gz");
    private static final List<String> NAMES = List.of(
            "pv-grub-hd0_1.05-i386.gz",
            "pv-grub-hd0_1.05-x86_64.gz",
            "pv-grub-hd00_1.05-i386.gz",
            "pv-grub-hd00_1.05-x86_64.gz");

    private PvGrubKernels() {}

    /**
     * How one looks for its menu.
     *
     * @param partitioned in partitions only, and not in a file system on the disk itself
     * @param architecture of itself, and of the kernels that it starts
     */
    public record PvGrub(boolean partitioned, String architecture) {}

    /** Records those that are not there yet. */
    public static void settle(Transaction transaction, Collection<Region> regions, Instant now) {
        Set<ImageId> there = ImageTable.ids(transaction.sql(), Provider.ACCOUNT, ImageKind.KERNEL);
        for (Region region : regions) {
            for (String name : NAMES) {
                if (!there.contains(id(region, name))) {
                    record(transaction, region, name, now);
                }
            }
        }
    }

    private static void record(Transaction transaction, Region region, String name, Instant now) {
        String architecture = grub(name).orElseThrow().architecture();
        Image image = new Image(
                id(region, name),
                Provider.ACCOUNT,
                region,
                name,
                null,
                new ImageState.Available(),
                now,
                ImageSettings.ofBootFile(architecture),
                List.of(),
                ImageSource.NONE,
                true);
        // They were there before anybody could hear of it, so nothing is published.
        ImageTable.insert(transaction.sql(), image, null);
        LaunchPermissionTable.grant(transaction.sql(), image.id(), new Grantee.Everybody());
    }

    /** The same on every service. */
    private static ImageId id(Region region, String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((region.name() + "/" + name).getBytes(StandardCharsets.UTF_8));
            return new ImageId(ImageKind.KERNEL.prefix() + "-" + HexFormat.of().formatHex(digest, 0, Integer.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an image is to be started by for which no kernel was named. */
    static String usual(String architecture) {
        return "pv-grub-hd0_1.05-" + architecture + ".gz";
    }

    /** How it looks, if the image is one of them. */
    public static Optional<PvGrub> of(Image image) {
        return image.owner().equals(Provider.ACCOUNT) && image.id().kind() == ImageKind.KERNEL
                ? grub(image.name())
                : Optional.empty();
    }

    private static Optional<PvGrub> grub(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches()
                ? Optional.of(new PvGrub(parts.group(1).equals("hd00"), parts.group(2)))
                : Optional.empty();
    }
}
