package dev.origami.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.filesystem.ExtImages;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PV-GRUB finds on disks. */
class PvGrubTest {
    private static final byte[] KERNEL = Kernels.plain("a kernel of some length ".repeat(20_000));

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void files() throws Exception {
        root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("boot/grub"));
        Files.createDirectories(root.resolve("grub"));
        Files.write(root.resolve("boot/vmlinuz-1"), Kernels.bzImage(Kernels.gzip(KERNEL)));
        Files.createSymbolicLink(root.resolve("vmlinuz"), Path.of("boot/vmlinuz-1"));
        Files.writeString(root.resolve("boot/initrd-1"), "ram");
    }

    private void menu(String path, String text) throws Exception {
        Files.writeString(root.resolve(path), text);
    }

    private Start find(byte[] disk, boolean partitioned, String architecture) throws Exception {
        return PvGrub.find(
                ExtImages.disk(disk),
                partitioned,
                architecture,
                directory.resolve("kernel"),
                directory.resolve("ramdisk"));
    }

    private Start find(byte[] disk) throws Exception {
        return find(disk, false, "i386");
    }

    private String failure(byte[] disk) throws Exception {
        return find(disk) instanceof Start.Failed failed ? failed.console() : "it started";
    }

    private byte[] disk() throws Exception {
        return ExtImages.of(root, "-t", "ext4");
    }

    private void started(Start start, String arguments) {
        assertThat(start)
                .isEqualTo(new Start.Found(directory.resolve("kernel"), directory.resolve("ramdisk"), arguments));
        assertThat(directory.resolve("kernel")).hasBinaryContent(KERNEL);
        assertThat(directory.resolve("ramdisk")).hasContent("ram");
    }

    @Test
    void aDiskWithoutPartitionsIsStartedFrom() throws Exception {
        menu("boot/grub/menu.lst", "title t\nroot (hd0)\nkernel /vmlinuz ro root=LABEL=/\ninitrd /boot/initrd-1\n");
        started(find(disk()), "ro root=LABEL=/");
        assertThat(find(disk(), true, "i386")).isInstanceOf(Start.Failed.class);
    }

    @Test
    void aPartitionIsStartedFromWithOrWithoutItsName() throws Exception {
        menu("grub/menu.lst", "title t\nkernel (hd0,0)/vmlinuz quiet\ninitrd /boot/initrd-1\n");
        started(find(ExtImages.inMbr(disk(), false)), "quiet");
        started(find(ExtImages.inMbr(disk(), false), true, "i386"), "quiet");
        assertThat(failure(disk())).contains("no menu.lst was found", "(hd0)/boot/grub/menu.lst", "Error 15");
    }

    @Test
    void whatFailsFallsBackAndSaysWhy() throws Exception {
        menu("boot/grub/menu.lst", """
                default 0
                fallback 1
                title gone
                kernel /boot/vmlinuz-2
                title there
                kernel /vmlinuz b
                initrd /boot/initrd-1
                """);
        started(find(disk()), "b");
        menu("boot/grub/menu.lst", "title gone\nkernel /boot/vmlinuz-2 x\n");
        assertThat(failure(disk())).contains("Booting 'gone'", "kernel /boot/vmlinuz-2 x", "Error 15: File not found");
    }

    @Test
    void theReasonsAreGrubs() throws Exception {
        String[][] menus = {
            {"", "no entry to boot"},
            {"title a\n", "Error 8"},
            {"title a\nkernel /boot/initrd-1\n", "Error 13"},
            {"title a\nroot (hd0,0)\nkernel /vmlinuz\n", "Error 22"},
            {"title a\nroot (hd1,0)\nkernel /vmlinuz\n", "Error 21"},
            {"title a\nkernel /vmlinuz " + "x".repeat(3000) + "\n", "Error 9"},
            {"title a\nkernel /vmlinuz\ninitrd /none\n", "Error 15"}
        };
        for (String[] menu : menus) {
            menu("boot/grub/menu.lst", menu[0]);
            assertThat(failure(disk())).contains(menu[1]);
        }
        menu("boot/grub/menu.lst", "title a\nkernel /vmlinuz\n");
        assertThat(find(disk(), false, "x86_64") instanceof Start.Failed failed ? failed.console() : "")
                .contains("Error 13", "a kernel of i386");
        assertThat(failure(new byte[1 << 20])).contains("Error 15");
    }

    @Test
    void linksThatLeadInCirclesEnd() throws Exception {
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        menu("boot/grub/menu.lst", "title a\nkernel /loop\n");
        assertThat(failure(disk())).contains("Error 15");
    }
}
