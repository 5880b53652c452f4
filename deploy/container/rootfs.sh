#!/bin/sh
# Makes the file system of the image: the program, the libraries that it is linked with, and a folder for data that user 65532 owns.
#
#   rootfs.sh PROGRAM FOLDER
set -eu
program=$1
root=$2
mkdir -p "$root/usr/bin" "$root/etc" "$root/tmp" "$root/var/lib/latchkey"
install -m 0755 "$program" "$root/usr/bin/latchkey"
# Lines of ldd: "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)", and the loader with its path alone.
ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
echo 'latchkey:x:65532:65532::/var/lib/latchkey:/usr/sbin/nologin' > "$root/etc/passwd"
echo 'latchkey:x:65532:' > "$root/etc/group"
# glibc looks names up in files and by DNS without this file, too, but in another order.
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
# In a container's build it is root who runs this.
if [ "$(id -u)" = 0 ]; then
    chown 65532:65532 "$root/var/lib/latchkey"
fi
chmod 0700 "$root/var/lib/latchkey"
