/** Linux numbers of the file and socket syscalls (asm-generic headers, as x86-64 uses them). */

/** open and fcntl flags. */
export const O = {
  RDONLY: 0, WRONLY: 1, RDWR: 2, ACCMODE: 3, CREAT: 0x40, EXCL: 0x80, NOCTTY: 0x100, TRUNC: 0x200, APPEND: 0x400, NONBLOCK: 0x800,
  DSYNC: 0x1000, ASYNC: 0x2000, DIRECT: 0x4000, LARGEFILE: 0x8000, DIRECTORY: 0x10000, NOFOLLOW: 0x20000, NOATIME: 0x40000,
  CLOEXEC: 0x80000, SYNC: 0x101000, PATH: 0x200000,
  /** the bit that O_TMPFILE adds to O_DIRECTORY */
  TMPFILE_BIT: 0x400000,
} as const;

/** Type bits of st_mode. */
export const S = { IFMT: 0o170000, IFSOCK: 0o140000, IFLNK: 0o120000, IFREG: 0o100000, IFBLK: 0o060000, IFDIR: 0o040000, IFCHR: 0o020000, IFIFO: 0o010000 } as const;

export const AT = { FDCWD: -100, SYMLINK_NOFOLLOW: 0x100, EACCESS: 0x200, REMOVEDIR: 0x200, SYMLINK_FOLLOW: 0x400, NO_AUTOMOUNT: 0x800, EMPTY_PATH: 0x1000 } as const;

/** poll and epoll event bits (the same values). */
export const POLL = { IN: 1, PRI: 2, OUT: 4, ERR: 8, HUP: 0x10, NVAL: 0x20, RDNORM: 0x40, RDBAND: 0x80, WRNORM: 0x100, WRBAND: 0x200, RDHUP: 0x2000 } as const;

/** Permission bits as access(2) and inode checks use them. */
export const MAY = { READ: 4, WRITE: 2, EXEC: 1 } as const;

export const SIGPIPE = 13;
/** Longest name in a folder, bytes. */
export const NAME_MAX = 255;
/** Most bytes that one read or write moves (MAX_RW_COUNT). */
export const MAX_TRANSFER = 0x7ffff000;
/** Descriptors a process may have when RLIMIT_NOFILE says more than we want to hold. */
export const MAX_DESCRIPTORS = 1 << 20;
export const RLIMIT_NOFILE = 7;
export const RLIMIT_FSIZE = 1;
