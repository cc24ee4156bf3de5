#!/usr/bin/env bash
# spnego.sh WORKDIR
# Lets the Postfix that runs in WORKDIR offer Kerberos in the wrapping of SPNEGO as well, through Dovecot and through Cyrus SASL, which
# gets its plugin for Kerberos. Wants the scripts of real servers to have started both (krb5.sh, then postfix.sh), Debian, and root.
set -euo pipefail

work=$(cd "$1" && pwd -P)
package=libsasl2-modules-gssapi-mit

install_package() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$package" </dev/null >&2
}

# Adds to the line of a file that starts so.
add() {
    grep -q "^$2.*$3" "$1" || sed -i "s/^$2.*/&$3/" "$1"
}

if ! dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
    install_package || {
        apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null >&2
        install_package
    }
fi

cyrus=$work/postfix/etc/sasl/smtpd.conf
add "$cyrus" 'mech_list:' ' GSSAPI GSS-SPNEGO'
grep -q '^keytab:' "$cyrus" || printf 'keytab: %s\n' "$work/krb5/smtp.keytab" >>"$cyrus"
postfix -c "$work/postfix/etc" reload 2>/dev/null

dovecot=$work/postfix/dovecot/dovecot.conf
add "$dovecot" 'auth_mechanisms =' ' gss-spnego'
add "$dovecot" '  mechanisms = plain' ' gss-spnego'
doveadm -c "$dovecot" reload

facts=$work/postfix/env
add "$facts" AUTH_MECHANISMS= ,GSS-SPNEGO
add "$facts" CYRUS_MECHANISMS= ,GSSAPI,GSS-SPNEGO
