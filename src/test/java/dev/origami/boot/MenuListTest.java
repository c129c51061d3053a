package dev.origami.boot;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MenuListTest {
    @Test
    void aMenuIsReadAsLegacyGrubReadsIt() {
        MenuList menu = MenuList.parse("""
                # what Debian's update-grub wrote
                default=1
                fallback 0 7 2
                timeout  5
                hiddenmenu
                color cyan/blue white/blue

                title\tOne, with spaces
                \troot (hd0)
                \tkernel /boot/vmlinuz-1 root=LABEL=/ ro console=hvc0
                \tinitrd /boot/initrd-1
                \tsavedefault
                title Two
                KERNEL --type=linux (hd0,1)/vmlinuz
                title Three
                lock
                """);
        assertThat(menu.toTry()).containsExactly(1, 0, 2);
        assertThat(menu.entries())
                .containsExactly(
                        new MenuList.Entry(
                                "One, with spaces",
                                "(hd0)",
                                "/boot/vmlinuz-1",
                                "root=LABEL=/ ro console=hvc0",
                                "/boot/initrd-1"),
                        new MenuList.Entry("Two", null, "(hd0,1)/vmlinuz", "", null),
                        new MenuList.Entry("Three", null, null, "", null));
    }

    @Test
    void theFirstIsTheDefaultWhereNoneIsNamedOrTheSavedOneIs() {
        assertThat(MenuList.parse("title a\ntitle b\n").toTry()).containsExactly(0);
        assertThat(MenuList.parse("default saved\ntitle a\n").toTry()).containsExactly(0);
        assertThat(MenuList.parse("default 3\ntitle a\n").toTry()).isEmpty();
        assertThat(MenuList.parse("").toTry()).isEmpty();
    }

    @Property(tries = 500)
    void whateverItSaysEachEntryToTryIsThere(@ForAll String text) {
        MenuList menu = MenuList.parse("default 1\nfallback 0 2\n" + text);
        assertThat(menu.toTry())
                .allMatch(number -> number >= 0 && number < menu.entries().size());
    }
}
