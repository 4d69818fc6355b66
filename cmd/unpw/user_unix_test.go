//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// switchUser makes cmd run as nobody, without the groups of its parent.
func switchUser(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return nil
}
