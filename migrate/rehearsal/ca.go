package rehearsal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"

	"unpw/migrate/fail"
)

// authority is the CA of one server: made at its start, held in memory only,
// good for the hosts of Salesforce and this machine.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         []byte
	random      *source

	mu     sync.Mutex
	leaves map[string]*tls.Certificate
}

func newAuthority(random *source, now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fail.New(fail.Bug, "the CA key cannot be made").In("rehearsal").Because(err)
	}
	a := &authority{key: key, random: random, leaves: map[string]*tls.Certificate{}}
	template := &x509.Certificate{
		SerialNumber:                a.serial(),
		Subject:                     pkix.Name{CommonName: "unpw rehearsal CA"},
		NotBefore:                   now.Add(-24 * time.Hour),
		NotAfter:                    now.AddDate(0, 1, 0),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
		// A CA file left behind in a trust store must not be good for more.
		PermittedDNSDomains: []string{"salesforce.com", "force.com", "localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err == nil {
		a.certificate, err = x509.ParseCertificate(der)
	}
	if err != nil {
		return nil, fail.New(fail.Bug, "the CA certificate cannot be made").In("rehearsal").Because(err)
	}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return a, nil
}

func (a *authority) serial() *big.Int {
	var bytes [15]byte
	_, _ = a.random.Read(bytes[:])
	bytes[0] |= 1
	return new(big.Int).SetBytes(bytes[:])
}

// leaf gives the certificate for a handshake: of the server name that the
// client asks for, or of the address when it asks for none.
func (a *authority) leaf(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	host := hostOnly(hello.ServerName)
	if host == "" && hello.Conn != nil {
		host = hostOnly(hello.Conn.LocalAddr().String())
	}
	if !served(host) && !loopback(host) {
		return nil, fmt.Errorf("no certificate for this host")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if made := a.leaves[host]; made != nil {
		return made, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: a.serial(),
		Subject:      pkix.Name{CommonName: host},
		NotBefore:    a.certificate.NotBefore,
		NotAfter:     a.certificate.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	made := &tls.Certificate{Certificate: [][]byte{der, a.certificate.Raw}, PrivateKey: key}
	a.leaves[host] = made
	return made, nil
}
