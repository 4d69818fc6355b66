package certs

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"io"
	"time"

	keystore "github.com/pavlo-v-chernykh/keystore-go/v4"
)

const (
	magicJKS   = 0xFEEDFEED
	magicJCEKS = 0xCECECECE
)

// JKS gives key and certificate as a Java keystore of the old kind, with one
// entry under alias in lower case (Java compares them so) whose password is the
// store's. JKS protects with SHA-1 alone: it is for clients that take nothing
// else. now, to the millisecond, is the entry's creation time.
func JKS(random io.Reader, now time.Time, key *rsa.PrivateKey, certDER []byte, alias, password string) ([]byte, error) {
	if err := storePassword("jks", password); err != nil {
		return nil, err
	}
	if alias == "" {
		return nil, bad(Unusable, "jks: an entry needs an alias", "name the entry")
	}
	cert, err := storeCertificate("jks", key, certDER)
	if err != nil {
		return nil, err
	}
	store := keystore.New(keystore.WithCustomRandomNumberGenerator(random))
	entry := keystore.PrivateKeyEntry{
		CreationTime:     now,
		PrivateKey:       pkcs8DER(key),
		CertificateChain: []keystore.Certificate{{Type: "X509", Content: cert.Raw}},
	}
	var out bytes.Buffer
	if err := store.SetPrivateKeyEntry(alias, entry, []byte(password)); err != nil {
		return nil, bad(Unusable, "jks: the key could not be stored", "")
	}
	if err := store.Store(&out, []byte(password)); err != nil {
		return nil, bad(Unusable, "jks: the keystore could not be written", "")
	}
	return out.Bytes(), nil
}

func encodeJKS(random io.Reader, m Material) ([]byte, error) {
	return JKS(random, m.Now, m.Key, m.Certificate, m.Alias, m.Password)
}

func isJKS(data []byte) bool   { return magicOf(data) == magicJKS }
func isJCEKS(data []byte) bool { return magicOf(data) == magicJCEKS }

func magicOf(data []byte) uint32 {
	if len(data) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(data)
}

func openJKS(data []byte, password string) (contents, error) {
	if password == "" {
		return contents{}, locked()
	}
	if !wholeJKS(data) {
		return contents{}, bad(Mangled, "the keystore is truncated or damaged", "copy it again in binary mode")
	}
	store := keystore.New(keystore.WithCaseExactAliases(), keystore.WithOrderedAliases())
	if err := store.Load(bytes.NewReader(data), []byte(password)); err != nil {
		return contents{}, badPassphrase()
	}
	var found contents
	for _, alias := range store.Aliases() {
		if !store.IsPrivateKeyEntry(alias) {
			continue
		}
		entry, err := store.GetPrivateKeyEntry(alias, []byte(password))
		if err != nil {
			return contents{}, bad(BadPassphrase, "the keystore opens, but its key has another password", "give both the same one: keytool -keypasswd")
		}
		key, err := x509.ParsePKCS8PrivateKey(entry.PrivateKey)
		if err != nil {
			return contents{}, bad(Unsupported, "the key in the keystore is of a kind that is not supported", "")
		}
		found.keys = append(found.keys, key)
		for i, c := range entry.CertificateChain {
			cert, err := x509.ParseCertificate(c.Content)
			if err != nil {
				return contents{}, bad(Mangled, "a certificate in the keystore is damaged", "")
			}
			if i == 0 {
				found.certs = append(found.certs, cert)
			} else {
				found.chain = append(found.chain, cert)
			}
		}
	}
	return found, nil
}

// wholeJKS walks the lengths of a keystore without reading what they frame.
// The library allocates whatever a length says, up to 4 GiB, before it finds
// that the bytes are not there.
func wholeJKS(data []byte) bool {
	w := walker{rest: data}
	w.skip(4)
	version, entries := w.number(4), w.number(4)
	if version != 1 && version != 2 {
		return false
	}
	certificate := func() {
		if version == 2 {
			w.skip(w.number(2))
		}
		w.skip(w.number(4))
	}
	for i := uint64(0); i < entries && !w.short; i++ {
		tag := w.number(4)
		w.skip(w.number(2) + 8) // alias, then the creation time
		switch tag {
		case 1:
			w.skip(w.number(4))
			for n := w.number(4); n > 0 && !w.short; n-- {
				certificate()
			}
		case 2:
			certificate()
		default:
			return false
		}
	}
	w.skip(20) // SHA-1
	return !w.short && len(w.rest) == 0
}

type walker struct {
	rest  []byte
	short bool // a length went past the end
}

func (w *walker) skip(n uint64) {
	if n > uint64(len(w.rest)) {
		w.short, w.rest = true, nil
		return
	}
	w.rest = w.rest[n:]
}

func (w *walker) number(size int) (n uint64) {
	if size > len(w.rest) {
		w.skip(uint64(size))
		return 0
	}
	for _, b := range w.rest[:size] {
		n = n<<8 | uint64(b)
	}
	w.skip(uint64(size))
	return n
}
