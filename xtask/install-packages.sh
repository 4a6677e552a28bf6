#!/bin/sh
# Installs Debian packages, starting none of their services and removing no other package (a machine has one mail
# server, and it may be another one). Run by root: sh xtask/install-packages.sh PACKAGE…
set -eu

# What keeps a service from being started; where it is put here, it is taken away again, also when interrupted.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y --no-install-recommends --no-remove "$@"
