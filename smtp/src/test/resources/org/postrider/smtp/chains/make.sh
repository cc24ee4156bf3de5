#!/bin/sh
# Makes the certificates of this folder anew (OpenSSL 3), good for a hundred years: authorities that the testkit doesn't make, since no
# test server should have one. The server's certificates are all of the key in leaf.key.
set -eu
cd "$(dirname "$0")"
rm -f -- *.pem *.key *.p12
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

NAMES='subjectAltName=DNS:localhost,DNS:mail.example.com'
CA='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign'

ec() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"$2" -out "$1" 2>/dev/null; }

# root NAME SUBJECT: an authority that vouches for itself
root() {
    openssl req -x509 -new -key "$work/$1.key" -subj "/CN=$2" -days 36500 -sha256 -out "$1.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
}

# issue FILE KEY SUBJECT ISSUER-FILE ISSUER-KEY DIGEST EXTENSIONS
issue() {
    printf '%b\n' "$7" > "$work/extensions"
    openssl req -new -key "$2" -subj "/CN=$3" -out "$work/request"
    openssl x509 -req -in "$work/request" -CA "$4.pem" -CAkey "$work/$5.key" -CAcreateserial -CAserial "$work/serial" \
        -days 36500 "-$6" -extfile "$work/extensions" -out "$1.pem" 2>/dev/null
}

# leaf FILE ISSUER EXTENSIONS
leaf() { issue "$1" leaf.key mail.example.com "$2" "$2" sha256 "$3"; }

ec leaf.key
for name in root second old noca pathless below names; do ec "$work/$name.key"; done
for name in weak weak-root; do rsa "$work/$name.key" 1024; done
root root 'Root'
root second 'Second root'
root weak-root 'Weak root'

# Authorities that can be forged: a short key, a signature over SHA-1, and a root that has a short key.
issue weak "$work/weak.key" 'Weak CA' root root sha256 "$CA"
issue old "$work/old.key" 'Old CA' root root sha1 "$CA"
leaf leaf "root" "$NAMES"
leaf leaf-weak weak "$NAMES"
leaf leaf-old old "$NAMES"
leaf leaf-weak-root weak-root "$NAMES"

# Two certificates each for the same key: one strong, one that can be forged.
issue old-renewed "$work/old.key" 'Old CA' root root sha256 "$CA"
issue second-by-weak-root "$work/second.key" 'Second root' weak-root weak-root sha256 "$CA"
leaf leaf-second second "$NAMES"

# What isn't what it should be for a server.
issue noca "$work/noca.key" 'No CA' root root sha256 'basicConstraints=critical,CA:FALSE'
issue pathless "$work/pathless.key" 'Pathless CA' root root sha256 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign'
issue below "$work/below.key" 'CA below' pathless pathless sha256 "$CA"
issue names "$work/names.key" 'CA of names' root root sha256 "$CA"'\nnameConstraints=critical,permitted;DNS:example.net'
leaf leaf-noca noca "$NAMES"
leaf leaf-below below "$NAMES"
leaf leaf-names names "$NAMES"
leaf leaf-client root "$NAMES"'\nextendedKeyUsage=clientAuth'
leaf leaf-usage root "$NAMES"'\nkeyUsage=critical,keyAgreement'
leaf leaf-critical root "$NAMES"'\n1.2.3.4.5=critical,ASN1:UTF8String:x'

# A client's keys that are for RSASSA-PSS alone: for any digest, and for one with its own salt.
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.key 2>/dev/null
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha512 \
    -pkeyopt rsa_pss_keygen_mgf1_md:sha512 -pkeyopt rsa_pss_keygen_saltlen:64 -out pss-sha512.key 2>/dev/null
for name in pss pss-sha512; do
    openssl req -x509 -new -key "$name.key" -subj /CN=ann.example.com -days 36500 -out "$name.pem"
done

# The key again, encrypted by what Java doesn't know, and in PKCS #12 without a certificate; the password is "secret".
openssl pkcs8 -topk8 -in leaf.key -scrypt -passout pass:secret -out scrypt.key
openssl pkcs8 -topk8 -in leaf.key -v2 des3 -passout pass:secret -out des3.key
openssl pkcs12 -export -nocerts -inkey leaf.key -passout pass:secret -out lonely.p12
