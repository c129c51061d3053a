package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which kernel and RAM disk start a paravirtual machine (source sections 3.1, 7.1, 7.2, 7.5). */
public final class BootFiles {
    /** The name by which the one volume of a kernel or RAM disk stands in its mapping, which nobody is shown. */
    public static final String CONTENT = "content";

    private static final Set<String> ARCHITECTURES = Set.of("i386", "x86_64");

    private final Images images;

    public BootFiles(Images images) {
        this.images = images;
    }

    /**
     * What one holds.
     *
     * @param lengthBytes of its disk from the start on
     * @param hasVirtio whether the driver of virtio's disks is in it
     */
    public record Content(long lengthBytes, boolean hasVirtio) {}

    /** What starts a machine; both null for one that starts by its firmware. */
    public record Chosen(@Nullable String kernel, @Nullable String ramDisk) {
        public static final Chosen NONE = new Chosen(null, null);
    }

    /**
     * Passes what a machine is to be started with.
     *
     * @param virtualization of the machine
     * @param kernel an id, in the form of one; null: PV-GRUB, for paravirtual machines
     * @param ramDisk likewise; null: none
     * @throws ApiException {@code InvalidParameterCombination}, {@code InvalidAMIID.NotFound},
     *     {@code InvalidAMIID.Unavailable}, {@code AuthFailure}, {@code UnsupportedOperation}
     */
    public Chosen choose(
            Handle sql,
            Caller caller,
            String virtualization,
            String architecture,
            @Nullable String kernel,
            @Nullable String ramDisk) {
        if (virtualization.equals(ImageSettings.HVM)) {
            if (kernel != null || ramDisk != null) {
                throw combination(
                        "A kernel or RAM disk cannot be named for an image with the virtualization type 'hvm'");
            }
            return Chosen.NONE;
        }
        if (!ARCHITECTURES.contains(architecture)) {
            throw combination("There are no images of architecture '" + architecture
                    + "' with the virtualization type 'paravirtual'");
        }
        Image start = kernel == null
                ? usual(sql, caller, architecture)
                : require(sql, caller, kernel, ImageKind.KERNEL, architecture);
        Image disk = ramDisk == null ? null : require(sql, caller, ramDisk, ImageKind.RAM_DISK, architecture);
        if (start == null || PvGrubKernels.of(start).isPresent()) {
            if (disk != null) {
                throw combination(
                        "The RAM disk '" + disk.id() + "' cannot be used with PV-GRUB, which takes the one that"
                                + " the menu on the root disk names");
            }
        } else {
            requireDriver(sql, start, disk);
        }
        return new Chosen(
                start == null ? null : start.id().value(),
                disk == null ? null : disk.id().value());
    }

    /** The kernel that an image gets for which none is named. */
    private @Nullable Image usual(Handle sql, Caller caller, String architecture) {
        return ImageTable.named(sql, Provider.ACCOUNT, caller.region(), PvGrubKernels.usual(architecture))
                .flatMap(id -> images.find(sql, id))
                .orElse(null);
    }

    private Image require(Handle sql, Caller caller, String id, ImageKind kind, String architecture) {
        Image image = images.requireUsable(sql, caller, parse(id, kind));
        if (!image.settings().architecture().equals(architecture)) {
            throw combination("The architecture '" + image.settings().architecture() + "' of '" + id
                    + "' is not the image's: '" + architecture + "'");
        }
        return image;
    }

    /**
     * Reads the id of a kernel or RAM disk.
     *
     * @throws ApiException {@code InvalidKernelId.Malformed}, {@code InvalidRamDiskId.Malformed}
     */
    public static ImageId parse(String id, ImageKind kind) {
        try {
            ImageId parsed = ImageId.parse(id);
            if (parsed.kind() == kind) {
                return parsed;
            }
        } catch (ApiException e) {
            // Said below in the words of its kind.
        }
        throw new ApiException(
                kind == ImageKind.KERNEL
                        ? ErrorCode.INVALID_KERNEL_ID_MALFORMED
                        : ErrorCode.INVALID_RAM_DISK_ID_MALFORMED,
                "Invalid id: \"" + id + "\"");
    }

    /** Machines have disks of virtio only, so one of the two must bring the driver. */
    private static void requireDriver(Handle sql, Image kernel, @Nullable Image ramDisk) {
        boolean has =
                BootFileTable.find(sql, kernel.id()).filter(Content::hasVirtio).isPresent()
                        || (ramDisk != null
                                && BootFileTable.find(sql, ramDisk.id())
                                        .filter(Content::hasVirtio)
                                        .isPresent());
        if (!has) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The kernel '" + kernel.id()
                            + "' has no driver for disks of virtio, which is all that machines have"
                            + " here, and "
                            + (ramDisk == null
                                    ? "no RAM disk is named that brings one"
                                    : "nor has '" + ramDisk.id() + "'"));
        }
    }

    /**
     * What a copy in the caller's region is started with: PV-GRUB by PV-GRUB's there, another by one that was copied to
     * there, or has the same bytes.
     *
     * @throws ApiException {@code InvalidRequest} when there is none
     */
    public ImageSettings mapped(Handle sql, Caller caller, Image source) {
        ImageSettings settings = source.settings();
        if (source.region().equals(caller.region())) {
            return settings;
        }
        return settings.startedWith(
                new Chosen(mapped(sql, caller, settings.kernel()), mapped(sql, caller, settings.ramdisk())));
    }

    private @Nullable String mapped(Handle sql, Caller caller, @Nullable String id) {
        if (id == null) {
            return null;
        }
        ImageId there = new ImageId(id);
        Image image = images.find(sql, there).orElseThrow(() -> Images.notFound(List.of(there)));
        Optional<ImageId> here = PvGrubKernels.of(image).isPresent()
                ? ImageTable.named(sql, Provider.ACCOUNT, caller.region(), image.name())
                : BootFileTable.alike(sql, there, caller.region()).stream()
                        .filter(candidate -> images.isUsable(sql, caller, candidate))
                        .findFirst();
        return here.map(ImageId::value)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_REQUEST,
                        "The " + there.kind().wire() + " '" + id + "' of the image is not in the region '"
                                + caller.region().name() + "'. Copy it there first: CopyImage"));
    }

    /** What it holds; empty for PV-GRUB. */
    public Optional<Content> content(Handle sql, ImageId id) {
        return BootFileTable.find(sql, id);
    }

    /** Records what a new kernel or RAM disk holds. */
    public void hold(Transaction transaction, ImageId id, Content content) {
        BootFileTable.insert(transaction.sql(), id, content);
    }

    /** A copy holds what its source does. */
    public void copied(Transaction transaction, Image source, ImageId copy) {
        if (PvGrubKernels.of(source).isPresent()) {
            throw new ApiException(
                    ErrorCode.INVALID_REQUEST,
                    "The kernel '" + source.id() + "' is in every region, and is not copied");
        }
        if (source.id().kind() != ImageKind.MACHINE) {
            Content content = Objects.requireNonNull(
                    BootFileTable.find(transaction.sql(), source.id()).orElse(null));
            BootFileTable.insert(transaction.sql(), copy, content);
        }
    }

    private static ApiException combination(String why) {
        return new ApiException(ErrorCode.INVALID_PARAMETER_COMBINATION, why);
    }
}
