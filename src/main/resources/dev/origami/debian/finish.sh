# Turns the installed tree $1 into the disk on file descriptor 9, whose partition table is written already. Runs as root
# of the namespace that owns the tree. The tree's own programs do the work: the host's GRUB and e2fsprogs do not matter.
set -eu
uuid=@UUID@
disk=/proc/self/fd/9

# What each server must make for itself at its first boot.
rm -f "$1"/etc/ssh/ssh_host_*_key "$1"/etc/ssh/ssh_host_*_key.pub "$1"/etc/hostname "$1"/var/lib/dbus/machine-id
: >"$1"/etc/machine-id
# What only the installation needed. Service and package logs would make each disk another one.
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/cache/apt/archives/* "$1"/var/cache/debconf/*-old \
    "$1"/var/lib/dpkg/*-old "$1"/etc/apt/apt.conf.d/00mmdebstrap "$1"/etc/apt/apt.conf.d/99mmdebstrap \
    "$1"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$1"/var/cache/ldconfig/aux-cache
rm -f "$1"/var/log/*.log "$1"/var/log/apt/*
mkdir -p "$1"/var/cache/apt/archives/partial "$1"/var/lib/apt/lists/partial

for modules in "$1"/lib/modules/*; do
    chroot "$1" update-initramfs -c -k "${modules##*/}"
    # The kernel's package makes this link only where the file was there when it was installed.
    ln -sf "boot/initrd.img-${modules##*/}" "$1"/initrd.img
done
chroot "$1" systemctl --quiet enable systemd-networkd.service

mkdir -p "$1"/boot/grub/i386-pc
cp "$1"/usr/lib/grub/i386-pc/*.mod "$1"/usr/lib/grub/i386-pc/*.lst "$1"/boot/grub/i386-pc/
chroot "$1" grub-mkimage --format=i386-pc --prefix='(,msdos1)/boot/grub' --output=/tmp/core.img biosdisk part_msdos ext2
# The code of the boot sector ends before the disk's signature and partition table; the core follows in the gap
# before the partition, where the boot sector looks for it unasked. The two bytes are the jump that grub-install
# too replaces, so that a BIOS that names the boot drive wrongly does no harm.
dd if="$1"/usr/lib/grub/i386-pc/boot.img of="$disk" bs=440 count=1 conv=notrunc status=none
printf '\220\220' | dd of="$disk" bs=1 seek=102 conv=notrunc status=none
dd if="$1"/tmp/core.img of="$disk" bs=512 seek=1 conv=notrunc status=none
rm -rf "$1"/tmp/* "$1"/var/tmp/* "$1"/run/*

# A plain bind shows the tree without /proc and what else is mounted in it.
mount --bind "$1" "$1"/mnt
chroot "$1" mke2fs -q -F -t ext4 -L root -U "$uuid" -E offset=@OFFSET@,hash_seed="$uuid" -d /mnt "$disk" @BLOCKS_KIB@k
umount "$1"/mnt
