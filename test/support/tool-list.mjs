/** What the tests need beyond npm: the command that shows the tool is there, and the Debian packages that bring it. */
export const tools = {
  go: { command: ['/usr/lib/go-1.19/bin/go', 'version'], packages: ['golang-1.19-go', 'golang-1.19-src'] },
  gcc: { command: ['gcc', '--version'], packages: ['gcc', 'libc6-dev'] },
  gdb: { command: ['gdb', '--version'], packages: ['gdb'] },
  qemu: { command: ['qemu-x86_64', '--version'], packages: ['qemu-user'] },
  tzdata: { command: ['test', '-e', '/usr/share/zoneinfo/Europe/Berlin'], packages: ['tzdata'] },
};
