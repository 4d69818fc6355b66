package certs

import (
	"crypto/rsa"
	"fmt"
	"io"
	"strings"
	"time"
)

// Material is what goes into a container.
type Material struct {
	Key         *rsa.PrivateKey
	Certificate []byte    // DER; pkcs12 and jks need it, the others hold the key alone
	Alias       string    // of a jks, which keeps it in lower case
	Password    string    // pkcs12 and jks need it; pem, pkcs8, der and openssh are encrypted with it unless it is empty
	Now         time.Time // when a jks says its entry was made
}

// Container is a file format that holds a private key.
type Container struct {
	Name      string // as recipes write it
	Extension string // of its files, without a dot
	encode    func(random io.Reader, m Material) ([]byte, error)
}

// Containers lists the formats that Encode makes, in the order for help texts.
func Containers() []Container {
	return []Container{
		{"pem", "key", encodePKCS8},
		{"pkcs8", "key", encodePKCS8},
		{"pkcs1", "pkcs1.key", encodePKCS1},
		{"openssh", "openssh.key", encodeOpenSSH},
		{"der", "der", encodeDER},
		{"pkcs12", "p12", encodePKCS12},
		{"jks", "jks", encodeJKS},
	}
}

// FindContainer gives the container of a name, or of an extension that only one
// has ("p12").
func FindContainer(name string) (Container, error) {
	name = strings.ToLower(name)
	var names []string
	for _, c := range Containers() {
		if c.Name == name || (c.Extension == name && name != "key") {
			return c, nil
		}
		names = append(names, c.Name)
	}
	return Container{}, bad(Unsupported, fmt.Sprintf("no container %q is known", name), "use "+strings.Join(names, ", "))
}

// Encode puts m into the container of that name. The bytes hold a private key:
// they belong into a file that only its owner reads. What random decides is
// said in the package comment.
func Encode(random io.Reader, container string, m Material) ([]byte, error) {
	c, err := FindContainer(container)
	if err != nil {
		return nil, err
	}
	if m.Key == nil {
		return nil, bad(Unusable, c.Name+": no key was given", "")
	}
	return c.encode(random, m)
}

// storePassword checks the password of a keystore: keytool makes and changes
// none of fewer than six characters.
func storePassword(container, password string) error {
	if len(password) < 6 {
		return bad(Unusable, container+": a keystore needs a password of six characters or more", "let unpw generate it, or give a longer one")
	}
	return nil
}
