/**
 * Fixed contents of /etc, /sys and /proc/sys: what an ordinary machine says, the same wherever the run happens.
 * Source of the list: what Go's runtime, net, os, os/user, mime and time read (facts/emulation.md, and their sources).
 */

/** TZif version 2 (RFC 8536) of a zone that is always UTC. */
function utcZone(): string {
  // "TZif", version, 15 reserved; counts of isut, isstd, leap, times, types, characters; type: offset 0, no DST, name 0
  const block = 'TZif2' + '\0'.repeat(15) + '\0'.repeat(16) + '\0\0\0\x01' + '\0\0\0\x04' + '\0'.repeat(6) + 'UTC\0';
  return block + block + '\nUTC0\n';
}

export const HOSTNAME = 'gosched';

export const ETC_FILES: Readonly<Record<string, string>> = {
  '/etc/hostname': `${HOSTNAME}\n`,
  '/etc/hosts': `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\t${HOSTNAME}\n`,
  // No name server: every name outside /etc/hosts fails at once instead of waiting for the network.
  '/etc/resolv.conf': 'nameserver 127.0.0.1\n',
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\ngosched:x:1000:1000:gosched:/tmp:/bin/sh\n',
  '/etc/group': 'root:x:0:\nnogroup:x:65534:\ngosched:x:1000:\n',
  '/etc/protocols': 'ip\t0\tIP\nicmp\t1\tICMP\nigmp\t2\tIGMP\ntcp\t6\tTCP\nudp\t17\tUDP\nipv6\t41\tIPv6\nipv6-icmp\t58\tIPv6-ICMP\n',
  '/etc/services': [
    'echo\t\t7/tcp', 'echo\t\t7/udp', 'discard\t\t9/tcp\t\tsink null', 'ftp\t\t21/tcp', 'ssh\t\t22/tcp', 'telnet\t\t23/tcp', 'smtp\t\t25/tcp\t\tmail',
    'time\t\t37/tcp\t\ttimserver', 'domain\t\t53/tcp', 'domain\t\t53/udp', 'finger\t\t79/tcp', 'http\t\t80/tcp\t\twww', 'pop3\t\t110/tcp\t\tpop-3',
    'ntp\t\t123/udp', 'imap2\t\t143/tcp\t\timap', 'snmp\t\t161/udp', 'https\t\t443/tcp', 'https\t\t443/udp', 'syslog\t\t514/udp', 'imaps\t\t993/tcp', 'pop3s\t\t995/tcp',
  ].join('\n') + '\n',
  '/etc/localtime': utcZone(),
  '/etc/timezone': 'Etc/UTC\n',
  '/etc/os-release': 'ID=gosched\nNAME="gosched"\nPRETTY_NAME="gosched"\n',
};

export const PROC_SYS_FILES: Readonly<Record<string, string>> = {
  '/proc/sys/net/core/somaxconn': '4096\n',
  '/proc/sys/net/core/rmem_default': '212992\n',
  '/proc/sys/net/core/wmem_default': '212992\n',
  '/proc/sys/net/core/rmem_max': '212992\n',
  '/proc/sys/net/core/wmem_max': '212992\n',
  '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
  '/proc/sys/net/ipv4/tcp_rmem': '4096\t131072\t6291456\n',
  '/proc/sys/net/ipv4/tcp_wmem': '4096\t16384\t4194304\n',
  '/proc/sys/net/ipv4/tcp_fastopen': '1\n',
  '/proc/sys/net/ipv6/conf/all/disable_ipv6': '0\n',
  '/proc/sys/net/mptcp/enabled': '0\n',
  '/proc/sys/kernel/hostname': `${HOSTNAME}\n`,
  '/proc/sys/kernel/domainname': '(none)\n',
  '/proc/sys/kernel/ostype': 'Linux\n',
  '/proc/sys/kernel/osrelease': '6.1.0-gosched\n',
  '/proc/sys/kernel/version': '#1 SMP 2024-01-01\n',
  '/proc/sys/kernel/cap_last_cap': '40\n',
  '/proc/sys/kernel/pid_max': '32768\n',
  '/proc/sys/kernel/threads-max': '65536\n',
  '/proc/sys/kernel/ngroups_max': '65536\n',
  '/proc/sys/kernel/core_pattern': 'core\n',
  '/proc/sys/kernel/randomize_va_space': '0\n',
  '/proc/sys/kernel/unprivileged_userns_clone': '0\n',
  '/proc/sys/kernel/random/boot_id': '00000000-0000-4000-8000-000000000001\n',
  '/proc/sys/kernel/random/entropy_avail': '256\n',
  '/proc/sys/fs/file-max': '1048576\n',
  '/proc/sys/fs/nr_open': '1048576\n',
  '/proc/sys/fs/pipe-max-size': '1048576\n',
  '/proc/sys/fs/inotify/max_user_instances': '0\n',
  '/proc/sys/user/max_user_namespaces': '0\n',
  '/proc/sys/vm/overcommit_memory': '1\n',
  '/proc/sys/vm/max_map_count': '65530\n',
  '/proc/sys/vm/mmap_min_addr': '65536\n',
};

/** Contents of /sys; the processors are the guest's. */
export function sysFiles(cpus: number): Record<string, string> {
  const range = cpus === 1 ? '0\n' : `0-${cpus - 1}\n`;
  return {
    '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size': '2097152\n',
    '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
    '/sys/kernel/mm/transparent_hugepage/defrag': 'always defer defer+madvise [madvise] never\n',
    '/sys/kernel/mm/transparent_hugepage/khugepaged/max_ptes_none': '511\n',
    '/sys/devices/system/cpu/online': range,
    '/sys/devices/system/cpu/possible': range,
    '/sys/devices/system/cpu/present': range,
    '/sys/devices/system/cpu/offline': '\n',
    '/sys/devices/system/cpu/kernel_max': '8191\n',
    '/sys/devices/system/node/online': '0\n',
    '/sys/devices/system/node/possible': '0\n',
    '/sys/class/net/lo/address': '00:00:00:00:00:00\n',
    '/sys/class/net/lo/mtu': '65536\n',
    '/sys/class/net/lo/ifindex': '1\n',
    '/sys/class/net/lo/operstate': 'unknown\n',
  };
}
