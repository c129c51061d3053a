#!/bin/sh
# build-disk.sh RECIPE_DIRECTORY OUTPUT: a 64 MiB disk with GRUB, Debian's cloud kernel and busybox. Needs no root.
set -eu
recipe=$1
output=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A machine whose package lists were never fetched, or were thrown away, gets lists of its own here.
apt_options="-o APT::Sandbox::User=root"
newest_kernel() { apt-cache $apt_options depends linux-image-cloud-amd64 2>/dev/null | awk '/Depends: linux-image-/ {print $2; exit}'; }
package=$(newest_kernel)
if [ -z "$package" ]; then
    mkdir -p lists/partial cache/archives/partial
    apt_options="$apt_options -o Dir::State::Lists=$work/lists -o Dir::Cache=$work/cache"
    apt-get $apt_options -q update >&2
    package=$(newest_kernel)
fi
apt-get $apt_options -q download "$package" >&2
dpkg -x linux-image-*.deb kernel
modules=$(echo kernel/lib/modules/*)

mkdir -p root/bin root/proc root/sys root/dev root/run root/data root/etc root/modules boot
cp "$(command -v busybox)" root/bin/busybox
cp "$recipe/init" root/init
cp "$recipe/dhcp-answer" "$recipe/imds" root/bin/
chmod 755 root/init root/bin/dhcp-answer root/bin/imds
for module in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk \
    failover net_failover virtio_net button evdev; do
    file=$(find "$modules" -name "$module.ko")
    [ -n "$file" ] || continue # built into this kernel
    cp "$file" root/modules/
    echo "$module.ko" >>root/modules/order
done
(cd root && find . | LC_ALL=C sort | busybox cpio -o -H newc 2>/dev/null) | gzip -1 >boot/initrd
cp kernel/boot/vmlinuz-* boot/vmlinuz

cat >grub.cfg <<'END'
set root=(hd0,msdos1)
linux /vmlinuz console=ttyS0 quiet panic=10 net.ifnames=0 random.trust_cpu=on
initrd /initrd
boot
END
grub-mkimage -O i386-pc -p '(hd0,msdos1)/' -c grub.cfg -o core.img biosdisk part_msdos ext2 linux

mke2fs -q -t ext2 -L boot -d boot boot.ext2 28M
mke2fs -q -t ext4 -O ^metadata_csum -L data data.ext4 32M

# One entry of the partition table: flag, no CHS, type, no CHS, first sector, sectors (little endian).
entry() { printf "\\$(printf %o "$1")\\0\\0\\0\\203\\0\\0\\0"; word "$2"; word "$3"; }
word() {
    for shift in 0 8 16 24; do printf "\\$(printf %o $(($1 >> shift & 255)))"; done
}
truncate -s 64M disk
put() { dd if="$1" of=disk bs=512 seek="$2" conv=notrunc,sparse status=none; }
dd if=/usr/lib/grub/i386-pc/boot.img of=disk bs=440 count=1 conv=notrunc status=none
{ entry 128 2048 57344; entry 0 63488 65536; } | dd of=disk bs=1 seek=446 conv=notrunc status=none
printf '\125\252' | dd of=disk bs=1 seek=510 conv=notrunc status=none
put core.img 1
put boot.ext2 2048
put data.ext4 63488
mv disk "$output"
