// Carries out a script of syscalls and prints their results: the native side of the differential tests.
// Standard input: one syscall per line, "NUMBER ARG ARG ...". Arguments:
//   i123      integer
//   sHEX      NUL-terminated string            bHEX   bytes
//   oN        N zeroed bytes, printed whole if the syscall succeeds
//   rN        the same, but as many bytes printed as the syscall returned
//   S, D, E   buffers for struct stat, getdents64 and epoll events, printed in parts that do not depend on the machine
//   RK        result of line K                  AK.N   the int at offset N of the output of line K
//   ( ... )   array of 8-byte words, each any of these (a buffer in it is a pointer)
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LINES = 4096, OUTS = 8 };
static long results[LINES];
static unsigned char *outputs[LINES];
struct out { char kind; long size; unsigned char *data; };
static struct out outs[OUTS];
static int out_count, line_number;

static unsigned char *unhex(const char *text, long *length, int nul) {
  long n = strlen(text) / 2;
  unsigned char *bytes = calloc(n + 1 + nul, 1);
  for (long i = 0; i < 2 * n; i++) bytes[i / 2] = bytes[i / 2] << 4 | (text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
  *length = n;
  return bytes;
}

static long value(char *token, char **save) {
  long length;
  switch (token[0]) {
    case 'i': return strtol(token + 1, 0, 0);
    case 's': return (long)unhex(token + 1, &length, 1);
    case 'b': return (long)unhex(token + 1, &length, 0);
    case 'R': return results[atoi(token + 1)];
    case 'A': { int k, at, v; sscanf(token + 1, "%d.%d", &k, &at); memcpy(&v, outputs[k] + at, 4); return v; }
    case '(': {
      long *words = calloc(64, 8);
      for (int n = 0; (token = strtok_r(0, " \n", save)) && token[0] != ')'; n++) words[n] = value(token, save);
      return (long)words;
    }
    default: {
      long size = token[0] == 'S' ? (long)sizeof(struct stat) : token[0] == 'D' || token[0] == 'E' ? 65536 : atol(token + 1);
      struct out *o = &outs[out_count++];
      *o = (struct out){ token[0], size, calloc(size + 1, 1) };
      if (!outputs[line_number]) outputs[line_number] = o->data;
      return (long)o->data;
    }
  }
}

static int compare(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

static void print(struct out *o, long result) {
  if (o->kind == 'S') {
    struct stat *s = (struct stat *)o->data;
    printf(" [mode %o nlink %ld uid %d gid %d size %ld blksize]", s->st_mode, S_ISDIR(s->st_mode) ? 0L : (long)s->st_nlink, s->st_uid, s->st_gid, S_ISREG(s->st_mode) || S_ISLNK(s->st_mode) ? (long)s->st_size : 0L);
  } else if (o->kind == 'D') {
    char *names[1024];
    int n = 0;
    for (long at = 0; at < result; at += *(unsigned short *)(o->data + at + 16)) {
      names[n] = malloc(300);
      sprintf(names[n++], "%s:%d", (char *)o->data + at + 19, o->data[at + 18]);
    }
    qsort(names, n, sizeof *names, compare);
    for (int i = 0; i < n; i++) printf(" %s", names[i]);
  } else if (o->kind == 'E') {
    for (long i = 0; i < result; i++) printf(" {%x %lx}", *(unsigned *)(o->data + i * 12), *(long *)(o->data + i * 12 + 4));
  } else {
    long n = o->kind == 'r' ? (result < o->size ? result : o->size) : o->size;
    printf(" ");
    for (long i = 0; i < n; i++) { putchar("0123456789abcdef"[o->data[i] >> 4]); putchar("0123456789abcdef"[o->data[i] & 15]); }
  }
}

int main(void) {
  static char line[1 << 20];
  if (getuid() == 0) { if (setgroups(0, 0) || setgid(1000) || setuid(1000)) return 2; }
  umask(022);
  signal(SIGPIPE, SIG_IGN);
  for (int fd = 3; fd < 64; fd++) close(fd);
  for (; fgets(line, sizeof line, stdin); line_number++) {
    char *save;
    long args[6] = { 0 };
    int count = 0;
    out_count = 0;
    char *token = strtok_r(line, " \n", &save);
    if (!token) continue;
    long number = atol(token);
    while ((token = strtok_r(0, " \n", &save))) { long v = value(token, &save); if (count < 6) args[count++] = v; }
    long result = syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
    results[line_number] = result;
    printf("%d %ld", line_number, result < 0 ? -(long)errno : result);
    if (result >= 0) for (int i = 0; i < out_count; i++) print(&outs[i], result);
    printf("\n");
  }
  return 0;
}
