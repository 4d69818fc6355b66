package certs

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
)

// A file says itself how often its password is hashed, and the libraries obey:
// a damaged count would hang the program for hours. These bounds are an order
// of magnitude above what any tool writes by default.
const (
	maxIterations = 5_000_000 // PBKDF2 and the MAC of PKCS#12
	maxScrypt     = 1 << 22   // N times r times p
	maxBcrypt     = 10_000    // rounds of an OpenSSH key
)

func tooMuchEffort() *Error {
	return bad(Mangled, "the file asks for its password to be hashed far too often: it is damaged", "copy it again in binary mode")
}

// bearable tells whether every count in an encrypted PKCS#8 or PKCS#12 file is
// within bounds. It needs no knowledge of the file's algorithms: in all of them
// (RFC 7292 MacData and pkcs-12PbeParams, RFC 8018 PBKDF2-params, RFC 7914
// scrypt-params) the counts are the integers behind an octet string, the salt.
func bearable(der []byte) bool { return bearableWithin(der, 0) }

func bearableWithin(der []byte, depth int) bool {
	if depth > 40 { // a whole PKCS#12 has some 20
		return false
	}
	salted := false
	var counts []int64
	for len(der) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			break // an octet string need not hold DER
		}
		der = rest
		universal := v.Class == asn1.ClassUniversal
		switch {
		case v.IsCompound, universal && v.Tag == asn1.TagOctetString && len(v.Bytes) > 64:
			if !bearableWithin(v.Bytes, depth+1) {
				return false
			}
		case universal && v.Tag == asn1.TagOctetString:
			salted, counts = true, nil
		case universal && v.Tag == asn1.TagInteger && salted:
			var n int64
			if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil || n < 0 || n > maxIterations {
				return false
			}
			counts = append(counts, n)
		}
	}
	return len(counts) < 3 || counts[0] <= maxScrypt/max(1, counts[1])/max(1, counts[2])
}

// bearableOpenSSH looks at the rounds of an OpenSSH key (its PROTOCOL.key):
// a magic, then cipher, kdf and kdf options, each with its length before it;
// the options are a salt and the rounds.
func bearableOpenSSH(data []byte) bool {
	rest, ok := bytes.CutPrefix(data, []byte("openssh-key-v1\x00"))
	var options []byte
	for range 3 {
		if len(rest) < 4 {
			return ok
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-4) {
			return ok
		}
		options, rest = rest[4:4+n], rest[4+n:]
	}
	return len(options) < 4 || binary.BigEndian.Uint32(options[len(options)-4:]) <= maxBcrypt
}
